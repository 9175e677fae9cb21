// The streets of the map: where they come from, and how much of them is on this phone. A fetch goes on from screen to screen.
import { forgetMapFile, knownMapSource, mapFiles, type MapFile, type MapFiles, type MapSource } from '../../local/map_file'
import { LOW_BYTES, roomLeft } from '../../local/space'
import type { Store } from '../../local/store'
import { app } from '../app.svelte'

class KeptMap {
  source = $state.raw<MapSource | undefined>()
  /** The file that is whole; and one that is on its way, perhaps beside it. */
  file = $state.raw<MapFile | undefined>()
  coming = $state.raw<MapFile | undefined>()
  isKeeping = $state(false)
  trouble = $state<'broke_off' | 'no_room' | 'no_room_new' | null>(null)
  private ends: AbortController | null = null
  private lookedFor: Store | null = null

  /** There are streets to be seen, here or with signal. */
  get isThere(): boolean {
    return Boolean(this.file || this.source?.file || this.source?.tiles)
  }

  /** The office has a file that is not, or not so, on this phone. */
  get canKeep(): boolean {
    const { file } = this.source ?? {}
    return file !== undefined && this.file?.version !== file.version
  }

  /** Reads what is known and what is kept; asks the office once a start. */
  async look(store: Store): Promise<void> {
    this.see(await mapFiles())
    if (this.lookedFor === store) return
    this.source = await knownMapSource(store)
    this.source = await (await app.officeMap()).askMapSource(store)
    if (this.source) this.lookedFor = store
  }

  async keep(store: Store): Promise<void> {
    const { source } = this
    if (!source?.file || this.isKeeping) return
    const missing = source.file.bytes - (this.coming?.version === source.file.version ? this.coming.have : 0)
    if (((await roomLeft()) ?? Infinity) < missing + LOW_BYTES) return void (this.trouble = this.noRoom)
    this.trouble = null
    this.isKeeping = true
    this.ends = new AbortController()
    try {
      await (await app.officeMap()).keepMapFile(store, source, this.ends.signal, (files) => this.see(files))
    } catch (error) {
      if (!this.ends.signal.aborted) this.trouble = (error as Error).name === 'QuotaExceededError' ? this.noRoom : 'broke_off'
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
    this.see({})
  }

  private get noRoom(): 'no_room' | 'no_room_new' {
    return this.file ? 'no_room_new' : 'no_room'
  }

  private see({ kept, coming }: MapFiles): void {
    if (kept?.version !== this.file?.version) this.file = kept
    this.coming = coming
  }
}

export const keptMap = new KeptMap()
