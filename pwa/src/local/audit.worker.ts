// The audit beside everything else: it reads and hashes thousands of rows, and no tap shall wait for that.
import { audit } from './audit'
import { Database } from './database'

self.onmessage = async ({ data: person }: MessageEvent<string>) => {
  const database = new Database(person, false)
  const isWrong = await audit(database).catch(() => false)
  await database.end()
  self.postMessage(isWrong)
}
