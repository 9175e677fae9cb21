// Parts of a screen that come a moment later keep the room they had last time, so that nothing moves under the thumb.

const STILL_COMING_MS = 3_000

/** Holds the height that the element had under this name, until `isThere` and a moment more; remembers every height from then on. */
export function settled(element: HTMLElement, given: { name: string; isThere: boolean }) {
  const key = `height:${given.name}`
  const grown = new ResizeObserver(() => localStorage.setItem(key, String(Math.round(element.getBoundingClientRect().height))))
  let later = 0
  const settle = () => {
    element.style.minHeight = ''
    grown.observe(element)
  }
  const update = ({ isThere }: { isThere: boolean }) => {
    clearTimeout(later)
    if (isThere) later = window.setTimeout(settle, STILL_COMING_MS)
    else element.style.minHeight = `${Number(localStorage.getItem(key)) || 0}px`
  }
  const destroy = () => {
    clearTimeout(later)
    grown.disconnect()
  }
  update(given)
  return { update, destroy }
}
