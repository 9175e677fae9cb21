// A kind as the server declares it (`GET /api/v1/kinds`).
export type Language = 'en' | 'zh'
export type Label = { [language in Language]: string }

export interface Option {
  name: string
  title: Label
}

export interface KindField {
  name: string
  type: string
  title: Label
  required?: boolean
  max_length?: number
  min?: number
  max?: number
  unit?: string
  options?: Option[]
  keys?: Option[]
  of?: string
}

export interface Kind {
  name: string
  group: string
  title: Label
  purpose: Label
  identity: { form: 'uuid7' | 'per_visit' | 'named' | 'hash'; of?: string[] }
  scope: string
  merge: 'fields' | 'fact' | 'entry'
  card: string | null
  photos?: string[]
  authors: string[]
  fields: KindField[]
}
