// Who has signed in on this phone; nothing of their work lives here.
import { openDB, type DBSchema } from 'idb'

interface PeopleSchema extends DBSchema {
  people: { key: string; value: { id: string } }
  current: { key: 'person'; value: string }
}

function open() {
  return openDB<PeopleSchema>('tallyround', 1, {
    upgrade(db) {
      db.createObjectStore('people', { keyPath: 'id' })
      db.createObjectStore('current')
    },
  })
}

/** The person who is signed in, or undefined. */
export async function whoIsSignedIn(): Promise<string | undefined> {
  const db = await open()
  const person = await db.get('current', 'person')
  db.close()
  return person
}

export async function rememberSignedIn(person: string): Promise<void> {
  const db = await open()
  await db.put('people', { id: person })
  await db.put('current', person, 'person')
  db.close()
}

/** Forgets who is signed in; `entirely` also forgets that the person was ever here. */
export async function forgetSignedIn(person: string, entirely: boolean): Promise<void> {
  const db = await open()
  await db.delete('current', 'person')
  if (entirely) await db.delete('people', person)
  db.close()
}
