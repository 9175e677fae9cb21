// Whether the phone is about to be full: looked at now and then and after each photo, said early.
import { layReserve, takeReserve } from '../local/reserve'
import { letGoOfOld, LOW_BYTES, roomLeft } from '../local/space'
import type { Store } from '../local/store'

const PHOTO_BYTES = 200_000

class Space {
  private left = $state<number | null>(null)
  /** The room kept in reserve is in use: the disk has no other. */
  isOnReserve = $state(false)

  get isLow(): boolean {
    return this.isOnReserve || (this.left !== null && this.left < LOW_BYTES)
  }

  /** For about how many photos there is room. */
  get photos(): number {
    return Math.floor((this.left ?? 0) / PHOTO_BYTES)
  }

  /** Looks, and when it is tight lets go of what the office holds. */
  async look(store: Store): Promise<void> {
    this.left = await roomLeft()
    if (this.isLow) await letGoOfOld(store.database, LOW_BYTES, Date.now()).catch(() => 0)
  }

  /** At a start, when there is time: room for the day on which the disk is full. */
  async prepare(store: Store): Promise<void> {
    this.isOnReserve = !(await layReserve().catch(() => true))
    await this.look(store)
  }

  /** A tap found the disk full: whether there is room for it now. */
  async makeRoom(store: Store): Promise<boolean> {
    this.isOnReserve = true
    const hadReserve = await takeReserve()
    const freed = await letGoOfOld(store.database, LOW_BYTES, Date.now()).catch(() => 0)
    return hadReserve || freed > 0
  }
}

export const space = new Space()
