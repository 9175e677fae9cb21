// Where the phone is: asked at the start of a visit and with a photo, never in between, never waited for.
import type { Position } from '../kinds/distance'

const micro = (degrees: number): number => Math.round(degrees * 1e6)

/** A fix within the time given, or null: not granted, not found, no time. */
export function takeFix(timeoutMs: number, maximumAge = 0): Promise<Position | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(null), timeoutMs + 500)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(late)
        const { latitude, longitude, accuracy } = coords
        resolve({ lat_e6: micro(latitude), lon_e6: micro(longitude), accuracy_m: Math.ceil(accuracy) })
      },
      () => {
        clearTimeout(late)
        resolve(null)
      },
      { enableHighAccuracy: true, timeout: timeoutMs, maximumAge },
    )
  })
}

export async function positionPermission(): Promise<PermissionState> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state
  } catch {
    return 'prompt'
  }
}

/** A fix only where the person has allowed it already; never asks. */
export async function fixIfAllowed(timeoutMs: number, maximumAge: number): Promise<Position | null> {
  return (await positionPermission()) === 'granted' ? takeFix(timeoutMs, maximumAge) : null
}
