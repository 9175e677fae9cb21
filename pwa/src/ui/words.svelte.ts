// The words in the language chosen now; everything that reads them redraws when it changes.
import { languageOf, Words, type Given, type Key, type Language } from '../words'

class Spoken {
  /** Set before the first screen is drawn. */
  words = $state.raw<Words>(undefined as unknown as Words)
  private wanted: Language = languageOf(navigator.languages)

  /** A person chose it on the sign-in screen; otherwise her own language follows when she is known. */
  isChosen = false

  choose(language: Language): void {
    this.isChosen = true
    void this.speak(language)
  }

  get language(): Language {
    return this.words.language
  }

  /** Finds the words of a language; the screen changes when they are here. */
  async speak(language: Language = this.wanted): Promise<void> {
    this.wanted = language
    if (language === this.words?.language) return
    const words = await Words.in(language)
    if (this.wanted !== language) return
    this.words = words
    const lang = language === 'zh' ? 'zh-Hans' : 'en'
    if (document.documentElement.lang !== lang) document.documentElement.lang = lang
  }
}

/** The name of a sentence. */
export type Said = Key

export const spoken = new Spoken()
export const t = (key: Key, given?: Given): string => spoken.words.t(key, given)
