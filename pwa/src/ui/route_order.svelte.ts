// The order a person walks in today, where it differs from the route's; forgotten tomorrow, never sent.
import { app } from './app.svelte'

interface Kept {
  day: string
  outlets: string[]
}

class RouteOrder {
  private kept = $state.raw<{ [route: string]: Kept }>({})
  private last: Promise<void> = Promise.resolve()

  /** Reads what was kept for a route. */
  look(route: string): Promise<void> {
    return this.next(async () => {
      const found = await app.store?.database.meta<Kept>(`order:${route}`)
      if (found) this.kept = { ...this.kept, [route]: found }
    })
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

  /** Moves one stop by a place. Taps that follow fast are taken one after the other, each from what the last one left. */
  move(route: string, outlet: string, by: -1 | 1, shown: { outlet: { id: string } }[]): Promise<void> {
    return this.next(() => {
      const outlets = this.sorted(route, shown).map((stop) => stop.outlet.id)
      const from = outlets.indexOf(outlet)
      outlets.splice(from, 1)
      outlets.splice(Math.max(0, from + by), 0, outlet)
      return this.keep(route, { day: app.today, outlets })
    })
  }

  reset(route: string): Promise<void> {
    return this.next(() => this.keep(route, { day: '', outlets: [] }))
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step, step)
    return this.last
  }

  /** What is shown is on the disk already: an app that ends right after a tap comes back with it. */
  private async keep(route: string, order: Kept): Promise<void> {
    await app.store?.database.setMeta(`order:${route}`, order)
    this.kept = { ...this.kept, [route]: order }
  }
}

export const routeOrder = new RouteOrder()
