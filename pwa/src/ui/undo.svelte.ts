// The one thing that can be taken back at the moment, for ten seconds.
import { UNDO_MS } from '../local/removals'

interface Offer {
  message: string
  /** What taking it back is called, when not *Undo*. */
  label?: string | undefined
  back: () => unknown
}

class Undo {
  offer = $state.raw<Offer | null>(null)
  private timer: ReturnType<typeof setTimeout> | undefined

  can(message: string, back: () => unknown, label?: string): void {
    clearTimeout(this.timer)
    this.offer = { message, back, label }
    this.timer = setTimeout(() => (this.offer = null), UNDO_MS)
  }

  async take(): Promise<void> {
    const { offer } = this
    this.offer = null
    clearTimeout(this.timer)
    await offer?.back()
  }
}

export const undo = new Undo()
