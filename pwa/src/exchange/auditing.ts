// Lets the disk be added up in a worker of its own; where there is none, here.
import type { Database } from '../local/database'

/** Whether something on the disk was not as it was laid down. */
export async function auditBeside(database: Database): Promise<boolean> {
  if (!('Worker' in globalThis)) return (await import('../local/audit')).audit(database)
  const worker = new Worker(new URL('../local/audit.worker.ts', import.meta.url), { type: 'module' })
  return new Promise<boolean>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<boolean>) => resolve(data)
    worker.onerror = () => resolve(false)
    worker.postMessage(database.person)
  }).finally(() => worker.terminate())
}
