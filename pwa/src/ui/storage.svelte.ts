// Whether the phone promises to keep what is stored here; asked on a gesture, after there is something to keep.

class Storage {
  isKept = $state(false)
  wasRefused = $state(false)

  async look(): Promise<void> {
    this.isKept = (await navigator.storage?.persisted?.()) ?? false
  }
}

export const storage = new Storage()

export async function askToPersist(): Promise<void> {
  storage.isKept = (await navigator.storage?.persist?.()) ?? false
  storage.wasRefused = !storage.isKept
}
