// Whether this phone has a camera that the page may use, and the picture it shows; on only while somebody looks.

const WANTED: MediaStreamConstraints = { video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1440 } }, audio: false }

interface Torch {
  torch?: boolean
}

export type Refusal = 'refused' | 'broken'

class Camera {
  /** Unknown until it was looked for; then whether the page may show what the camera sees. */
  isThere = $state<boolean>()
  permission = $state<PermissionState>('prompt')

  /** Never asks for anything. */
  async look(): Promise<void> {
    const media = navigator.mediaDevices
    if (!media?.getUserMedia) {
      this.isThere = false
      return
    }
    this.permission = await permissionOf()
    const devices = await media.enumerateDevices().catch(() => [])
    this.isThere = this.permission !== 'denied' && devices.some(({ kind }) => kind === 'videoinput')
  }

  /** What the rear camera sees, or why not. */
  async open(): Promise<MediaStream | Refusal> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(WANTED)
      this.permission = 'granted'
      return stream
    } catch (error) {
      const isRefused = error instanceof DOMException && error.name === 'NotAllowedError'
      if (isRefused) this.permission = await permissionOf()
      return isRefused ? 'refused' : 'broken'
    }
  }
}

async function permissionOf(): Promise<PermissionState> {
  try {
    return (await navigator.permissions.query({ name: 'camera' as PermissionName })).state
  } catch {
    return 'prompt'
  }
}

export const camera = new Camera()

export function hasTorch(stream: MediaStream): boolean {
  const [track] = stream.getVideoTracks()
  return !!(track?.getCapabilities?.() as Torch | undefined)?.torch
}

export async function setTorch(stream: MediaStream, torch: boolean): Promise<void> {
  await stream.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch } as MediaTrackConstraintSet] })
}

export const close = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop())
