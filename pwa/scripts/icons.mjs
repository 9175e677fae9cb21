// Draws the app's icons as PNG files: a round of stops, tallied. No image library, no drawing tool.
import { mkdirSync, writeFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'

const INK = [255, 255, 255]
const GROUND = [15, 82, 74]
const ACCENT = [255, 196, 61]
const FOLDER = new URL('../public/icons/', import.meta.url)

/** The colour at a point of the unit square; null outside of the rounded square. */
function colourAt(x, y, isMaskable) {
  if (!isMaskable && !isInRoundedSquare(x, y)) return null
  const [u, v] = isMaskable ? [(x - 0.5) / 0.8 + 0.5, (y - 0.5) / 0.8 + 0.5] : [x, y]
  for (const bar of [0.3, 0.42, 0.54, 0.66]) if (Math.abs(u - bar) < 0.032 && v > 0.26 && v < 0.74) return INK
  const across = (u - 0.2) * 0.44 + (v - 0.68) * 0.56
  if (Math.abs(across) / Math.hypot(0.44, 0.56) < 0.034 && u > 0.17 && u < 0.79) return ACCENT
  return GROUND
}

function isInRoundedSquare(x, y) {
  const dx = Math.max(Math.abs(x - 0.5) - 0.28, 0)
  const dy = Math.max(Math.abs(y - 0.5) - 0.28, 0)
  return Math.hypot(dx, dy) <= 0.22
}

function pixel(column, row, size, isMaskable) {
  const sum = [0, 0, 0, 0]
  for (const [dx, dy] of [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]]) {
    const colour = colourAt((column + dx) / size, (row + dy) / size, isMaskable)
    if (colour) [...colour, 255].forEach((value, place) => (sum[place] += value))
  }
  const shown = sum[3] / 255 || 1
  return [sum[0] / shown, sum[1] / shown, sum[2] / shown, sum[3] / 4].map(Math.round)
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data])
  const length = Buffer.alloc(4)
  const check = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

function png(size, isMaskable) {
  const lines = []
  for (let row = 0; row < size; row++) {
    lines.push(0)
    for (let column = 0; column < size; column++) lines.push(...pixel(column, row, size, isMaskable))
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const data = deflateSync(Buffer.from(lines), { level: 9 })
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

mkdirSync(FOLDER, { recursive: true })
for (const size of [192, 512]) writeFileSync(new URL(`icon-${size}.png`, FOLDER), png(size, false))
writeFileSync(new URL('icon-maskable-512.png', FOLDER), png(512, true))
