// The streets of the map: where they come from, and how much of them is on this phone. A fetch goes on from screen to screen.
import { forgetMapFile, isWhole, knownMapSource, mapFile, type MapFile, type MapSource } from '../../local/map_file'
import { LOW_BYTES, roomLeft } from '../../local/space'
import type { Store } from '../../local/store'
import { app } from '../app.svelte'

class KeptMap {
  source = $state.raw<MapSource | undefined>()
  file = $state.raw<MapFile | undefined>()
  isKeeping = $state(false)
  trouble = $state<'broke_off' | 'no_room' | null>(null)
  private ends: AbortController | null = null
  private lookedFor: Store | null = null

  /** There are streets to be seen, here or with signal. */
  get isThere(): boolean {
    return this.isWhole || Boolean(this.source?.file || this.source?.tiles)
  }

  get isWhole(): boolean {
    return isWhole(this.file)
  }

  /** The office has a file that is not, or not so, on this phone. */
  get canKeep(): boolean {
    const { file } = this.source ?? {}
    return file !== undefined && !(this.isWhole && this.file?.version === file.version)
  }

  /** Reads what is known and what is kept; asks the office once a start. */
  async look(store: Store): Promise<void> {
    this.file = await mapFile()
    if (this.lookedFor === store) return
    this.source = await knownMapSource(store)
    this.source = await (await app.officeMap()).askMapSource(store)
    if (this.source) this.lookedFor = store
  }

  async keep(store: Store): Promise<void> {
    const { source } = this
    if (!source?.file || this.isKeeping) return
    const missing = source.file.bytes - (this.file?.version === source.file.version ? this.file.have : 0)
    if (((await roomLeft()) ?? Infinity) < missing + LOW_BYTES) return void (this.trouble = 'no_room')
    this.trouble = null
    this.isKeeping = true
    this.ends = new AbortController()
    try {
      await (await app.officeMap()).keepMapFile(store, source, this.ends.signal, (file) => (this.file = file))
    } catch (error) {
      if (!this.ends.signal.aborted) this.trouble = (error as Error).name === 'QuotaExceededError' ? 'no_room' : 'broke_off'
    } finally {
      this.isKeeping = false
    }
  }

  cancel(): void {
    this.ends?.abort()
  }

  async forget(): Promise<void> {
    this.cancel()
    await forgetMapFile()
    this.file = undefined
  }
}

export const keptMap = new KeptMap()
