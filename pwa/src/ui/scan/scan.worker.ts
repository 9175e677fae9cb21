// Reads the barcode in a picture, in the background; the decoder itself comes when it is first used.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import decoder from 'zxing-wasm/reader/zxing_reader.wasm?url'

prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? decoder : prefix + path) } })

const LONGEST = 1_600

self.onmessage = async ({ data }: MessageEvent<{ id: number; picture: Blob | ImageBitmap }>) => {
  try {
    self.postMessage({ id: data.id, text: await read(data.picture) })
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error) })
  }
}

async function read(picture: Blob | ImageBitmap): Promise<string | null> {
  const bitmap = picture instanceof Blob ? await createImageBitmap(picture, { imageOrientation: 'from-image' }) : picture
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height))
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const found = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), {
    formats: ['EAN13', 'EAN8', 'UPCA', 'UPCE', 'ITF', 'Code128'],
    tryHarder: true,
    tryRotate: true,
    maxNumberOfSymbols: 1,
  })
  return found.find(({ isValid, text }) => isValid && text)?.text ?? null
}
