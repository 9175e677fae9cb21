// Whose a record is: only its author corrects it, a colleague sees who that was.
import type { Seen } from '../local/overlay'
import { app } from './app.svelte'

/** Whether somebody else recorded it; what is only on this phone is the person's own. */
export function isOthers(record: Seen | undefined): boolean {
  return record?.by !== undefined && record.by !== app.store?.database.person
}

/** What the author is called: people sign in by their names. */
export function authorOf(record: Seen | undefined): string {
  return (record?.by ?? '').replaceAll('-', ' ').replace(/(^|\s)\S/g, (letter) => letter.toUpperCase())
}
