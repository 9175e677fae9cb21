// The streets beneath the pins: raster tiles of another place, or a map file read in parts, here or at the office.
import * as L from 'leaflet'
import { PMTiles, TileType, type Header, type RangeResponse, type Source } from 'pmtiles'
import { bytesOfMap, type MapSource } from '../../local/map_file'
import type { Store } from '../../local/store'
import { app } from '../app.svelte'

/** Nothing is to be seen nearer than a house. */
export const NEAREST = 19
const SHARED = { maxZoom: NEAREST, keepBuffer: 1 }

class FromHere implements Source {
  constructor(private readonly version: string) {}
  getKey = (): string => this.version
  getBytes = async (offset: number, length: number): Promise<RangeResponse> => ({ data: await bytesOfMap(this.version, offset, length) })
}

class FromOffice implements Source {
  constructor(private readonly store: Store) {}
  getKey = (): string => 'office'
  getBytes = async (offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> => ({ data: await (await app.officeMap()).askMapBytes(this.store, offset, length, signal) })
}

export interface Streets {
  layer: L.GridLayer
  /** Who made them, where the file itself says it. */
  attribution: string
}

/** The layer for a flavour of colours and a language, of the kept version where there is one; undefined when there is none, throws when it cannot be read now. */
export async function streetsOf(store: Store, source: MapSource | undefined, kept: string | undefined, flavor: string, language: string): Promise<Streets | undefined> {
  if (kept || source?.file) return ofFile(new PMTiles(kept ? new FromHere(kept) : new FromOffice(store)), flavor, language)
  // A provider is told which site asks, as most want it, and not which page.
  return source?.tiles ? { layer: L.tileLayer(source.tiles, { ...SHARED, maxNativeZoom: NEAREST, referrerPolicy: 'strict-origin' }), attribution: '' } : undefined
}

async function ofFile(archive: PMTiles, flavor: string, language: string): Promise<Streets> {
  const header = await archive.getHeader()
  const said = (await archive.getMetadata().catch(() => undefined)) as { attribution?: unknown } | undefined
  const layer = header.tileType === TileType.Mvt ? await drawn(archive, header, flavor, language) : new Pictures(archive, header)
  return { layer, attribution: String(said?.attribution ?? '').replace(/<[^>]*>/g, '') }
}

/** Vector tiles are drawn here; the painter of them finds Leaflet in the window. */
async function drawn(archive: PMTiles, header: Header, flavor: string, language: string): Promise<L.GridLayer> {
  Object.assign(globalThis, { L })
  const { leafletLayer } = await import('protomaps-leaflet')
  return leafletLayer({ ...SHARED, url: archive, flavor, lang: language, maxDataZoom: header.maxZoom }) as unknown as L.GridLayer
}

class Pictures extends L.GridLayer {
  constructor(
    private readonly archive: PMTiles,
    header: Header,
  ) {
    super({ ...SHARED, minNativeZoom: header.minZoom, maxNativeZoom: header.maxZoom })
  }

  override createTile(at: L.Coords, done: L.DoneCallback): HTMLElement {
    const picture = document.createElement('img')
    picture.alt = ''
    void this.fill(picture, at).then(
      () => done(undefined, picture),
      (error) => done(error, picture),
    )
    return picture
  }

  private async fill(picture: HTMLImageElement, { z, x, y }: L.Coords): Promise<void> {
    const tile = await this.archive.getZxy(z, x, y)
    if (!tile) return
    picture.src = URL.createObjectURL(new Blob([tile.data]))
    await picture.decode().finally(() => URL.revokeObjectURL(picture.src))
  }
}
