// A report as a picture for the team's chat, drawn in the colours of the app.

const WIDTH = 1_080
const EDGE = 72
const LINE = 58

export async function drawReport(title: string, lines: string[], name: string): Promise<File> {
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')!
  const body = '40px system-ui, "Noto Sans SC", sans-serif'
  pen.font = body
  const wrapped = lines.flatMap((line) => wrap(pen, line))
  pen.font = `700 48px system-ui, sans-serif`
  const head = wrap(pen, title)
  canvas.width = WIDTH
  canvas.height = EDGE * 3 + (head.length + wrapped.length) * LINE + 40
  pen.fillStyle = '#f4f2ec'
  pen.fillRect(0, 0, WIDTH, canvas.height)
  pen.fillStyle = '#0f524a'
  pen.fillRect(0, 0, WIDTH, EDGE + head.length * LINE + 24)
  pen.fillStyle = '#fff'
  pen.font = `700 48px system-ui, "Noto Sans SC", sans-serif`
  head.forEach((line, place) => pen.fillText(line, EDGE, EDGE + 30 + place * LINE))
  pen.fillStyle = '#1a211f'
  pen.font = body
  wrapped.forEach((line, place) => pen.fillText(line, EDGE, EDGE * 2 + 60 + (head.length + place) * LINE))
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  return new File([picture!], name, { type: 'image/png' })
}

/** Breaks a line where it is too long: between words, or anywhere in a script without them. */
function wrap(pen: CanvasRenderingContext2D, text: string): string[] {
  const lines: string[] = ['']
  for (const word of text.match(/[\u2e80-\u9fff]|[^\s\u2e80-\u9fff]+\s*|\s+/g) ?? []) {
    if (lines.at(-1) && pen.measureText(lines.at(-1)! + word).width > WIDTH - 2 * EDGE) lines.push('')
    lines[lines.length - 1] += word
  }
  return lines.map((line) => line.trimEnd())
}
