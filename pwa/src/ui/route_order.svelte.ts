// The order a person walks in today, where it differs from the route's; forgotten tomorrow, never sent.
import { app } from './app.svelte'

interface Kept {
  day: string
  outlets: string[]
}

class RouteOrder {
  private kept = $state.raw<{ [route: string]: Kept }>({})

  /** Reads what was kept for a route. */
  async look(route: string): Promise<void> {
    const found = await app.store?.database.meta<Kept>(`order:${route}`)
    if (found) this.kept = { ...this.kept, [route]: found }
  }

  isChanged(route: string): boolean {
    return this.kept[route]?.day === app.today
  }

  /** Stops as they are walked today; what the order does not name keeps its place behind what it names. */
  sorted<T extends { outlet: { id: string } }>(route: string, stops: T[]): T[] {
    if (!this.isChanged(route)) return stops
    const { outlets } = this.kept[route]!
    const place = (stop: T) => (outlets.includes(stop.outlet.id) ? outlets.indexOf(stop.outlet.id) : outlets.length)
    return [...stops].sort((one, other) => place(one) - place(other))
  }

  async move(route: string, outlets: string[], from: number, by: -1 | 1): Promise<void> {
    const moved = [...outlets]
    const [outlet] = moved.splice(from, 1)
    moved.splice(from + by, 0, outlet!)
    await this.keep(route, { day: app.today, outlets: moved })
  }

  reset(route: string): Promise<void> {
    return this.keep(route, { day: '', outlets: [] })
  }

  private async keep(route: string, order: Kept): Promise<void> {
    this.kept = { ...this.kept, [route]: order }
    await app.store?.database.setMeta(`order:${route}`, order)
  }
}

export const routeOrder = new RouteOrder()
