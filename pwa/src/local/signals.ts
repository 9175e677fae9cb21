// Short words between the parts of the app and between its tabs.

/** changed: the disk was written · tapped: a person saved something · shown: memory is fresh again ·
    exchange: please send now · signed_out: this person's database is not in use any more. */
export type Signal = 'changed' | 'tapped' | 'shown' | 'exchange' | 'signed_out'
export type Listener = (signal: Signal, elsewhere: boolean) => void

export class Signals {
  private readonly listeners = new Set<Listener>()
  private readonly channel: BroadcastChannel

  constructor(person: string) {
    this.channel = new BroadcastChannel(`tallyround-${person}`)
    this.channel.onmessage = (event) => this.hear(event.data as Signal, true)
  }

  /** Tells this tab and, unless told otherwise, the others. */
  tell(signal: Signal, others = true): void {
    this.hear(signal, false)
    if (others) this.channel.postMessage(signal)
  }

  on(listener: Listener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private hear(signal: Signal, elsewhere: boolean): void {
    for (const listener of this.listeners) listener(signal, elsewhere)
  }

  close(): void {
    this.listeners.clear()
    this.channel.close()
  }
}
