// Parts of a screen that come a moment later keep the room they had last time, so that nothing moves under the thumb.

/** Holds the height that the element had under this name, until `isThere`; remembers the height it has then. */
export function settled(element: HTMLElement, given: { name: string; isThere: boolean }) {
  const key = `height:${given.name}`
  const apply = ({ isThere }: { isThere: boolean }) => {
    if (!isThere) element.style.minHeight = `${Number(localStorage.getItem(key)) || 0}px`
    else setTimeout(() => settle(), 1_000)
  }
  const settle = () => {
    if (!element.isConnected) return
    element.style.minHeight = ''
    localStorage.setItem(key, String(Math.round(element.getBoundingClientRect().height)))
  }
  apply(given)
  return { update: apply }
}
