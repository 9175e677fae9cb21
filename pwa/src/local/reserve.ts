// A file that holds nothing but room: a full disk takes it first, so that it is noticed while there is still some.
// Browsers tell little of how full a disk is (Chromium names the same quota whatever is left), so it has to be tried.
const NAME = 'room-in-reserve'
const BYTES = 8_000_000

type Folder = FileSystemDirectoryHandle
const folder = async (): Promise<Folder | undefined> => (await navigator.storage?.getDirectory?.().catch(() => undefined)) as Folder | undefined

/** Whether the reserve lies there, or this browser cannot keep one; false when the disk has no room for it. */
export async function layReserve(): Promise<boolean> {
  const place = await folder()
  if (!place) return true
  const file = await place.getFileHandle(NAME, { create: true })
  if (!('createWritable' in file) || (await file.getFile()).size >= BYTES) return true
  try {
    const out = await file.createWritable()
    await out.write(new Uint8Array(BYTES))
    await out.close()
    return true
  } catch {
    await takeReserve()
    return false
  }
}

/** Gives the room away; whether there was any. */
export async function takeReserve(): Promise<boolean> {
  try {
    const place = await folder()
    const size = (await (await place?.getFileHandle(NAME))?.getFile())?.size ?? 0
    await place?.removeEntry(NAME)
    return size > 0
  } catch {
    return false
  }
}
