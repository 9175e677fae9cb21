// The barcode in a picture or a frame: by the phone's own detector where there is one, else by our decoder.

type Picture = Blob | ImageBitmap

interface Detector {
  detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

const FORMATS = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'itf', 'code_128']

async function ownDetector(): Promise<Detector | null> {
  const given = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (!given) return null
  const formats = (await given.getSupportedFormats().catch(() => [])).filter((format) => FORMATS.includes(format))
  return formats.includes('ean_13') ? new given({ formats }) : null
}

/** Reads barcodes until it is closed; a picture in which there is none gives null. */
export class Decoder {
  private readonly detector = ownDetector()
  private worker: Worker | null = null
  private readonly waiting = new Map<number, { resolve: (text: string | null) => void; reject: (error: Error) => void }>()
  private count = 0

  async read(picture: Picture): Promise<string | null> {
    const detector = await this.detector
    const found = detector && (await this.detected(detector, picture).catch(() => null))
    return found ?? this.decoded(picture)
  }

  private async detected(detector: Detector, picture: Picture): Promise<string | null> {
    const bitmap = picture instanceof Blob ? await createImageBitmap(picture) : picture
    return (await detector.detect(bitmap))[0]?.rawValue ?? null
  }

  private decoded(picture: Picture): Promise<string | null> {
    this.worker ??= this.start()
    const id = ++this.count
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.worker!.postMessage({ id, picture }, picture instanceof Blob ? [] : [picture])
    })
  }

  private start(): Worker {
    const worker = new Worker(new URL('./scan.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<{ id: number; text?: string | null; error?: string }>) => {
      const asked = this.waiting.get(data.id)
      this.waiting.delete(data.id)
      if (data.error) asked?.reject(new Error(data.error))
      else asked?.resolve(data.text ?? null)
    }
    worker.onerror = (event) => this.fail(new Error(event.message))
    return worker
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error)
    this.waiting.clear()
    this.close()
  }

  close(): void {
    this.worker?.terminate()
    this.worker = null
  }
}
