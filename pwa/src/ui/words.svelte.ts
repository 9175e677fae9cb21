// The words in the language chosen now; everything that reads them redraws when it changes.
import { languageOf, Words, type Given, type Key, type Language } from '../words'

class Spoken {
  words = $state.raw(new Words(languageOf(navigator.languages)))

  /** A person chose it on the sign-in screen; otherwise her own language follows when she is known. */
  isChosen = false

  choose(language: Language): void {
    this.isChosen = true
    this.speak(language)
  }

  get language(): Language {
    return this.words.language
  }

  speak(language: Language): void {
    if (language !== this.words.language) this.words = new Words(language)
    const lang = language === 'zh' ? 'zh-Hans' : 'en'
    if (document.documentElement.lang !== lang) document.documentElement.lang = lang
  }
}

export const spoken = new Spoken()
export const t = (key: Key, given?: Given): string => spoken.words.t(key, given)
