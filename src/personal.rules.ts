import { fault, type Fault } from './errors.ts'

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What people write between the digits of a number. */
const gap = String.raw`[\s\p{Pd}\u2212./+()]{0,3}`
const month = '(?:0[1-9]|1[0-2])'
/** A coordination number has the day of birth plus 60. */
const day = '(?:[06][1-9]|[1278]\\d|[39][01])'

/** Numbers that name a person. The check digit is not asked for: a mistyped number points to somebody too. */
const personal = [
  {
    code: 'personal_number',
    en: 'a personal identity number',
    sv: 'ett personnummer',
    forms: [RegExp(`(?<!\\d)(?:(?:18|19|20)${gap})?\\d\\d${gap}${month}${gap}${day}${gap}\\d{4}(?!\\d)`, 'u')],
  },
  { code: 'email', en: 'an e-mail address', sv: 'en e-postadress', forms: [/[^\s@]@[^\s@]/u] },
  {
    code: 'phone_number',
    en: 'a phone number',
    sv: 'ett telefonnummer',
    forms: [
      // Of any country; a Swedish mobile, whatever stands before it; a Swedish area code and what follows it.
      RegExp(`(?<![\\p{L}\\p{N}])(?:\\+|00)[1-9](?:${gap}\\d){8,13}(?!\\d)`, 'u'),
      RegExp(`(?<!\\d)07[02369](?:${gap}\\d){7}(?!\\d)`, 'u'),
      RegExp(
        `(?<![\\p{L}\\p{N}])0(?:8|[1-9]\\d{1,2})${gap}(?:\\d{5,8}|\\d{2,3}(?:[\\s\\p{Pd}.]\\d{2,3}){1,3})(?!\\d)`,
        'u',
      ),
    ],
  },
]

/**
 * What looks like a personal identity number, an e-mail address or a phone number in a text of the caller's own, which
 * the register must not keep. No fault repeats the text. A UUID is nobody's number, whatever digits it has.
 */
export function personalFaults(pointer: string, text: string | undefined): Fault[] {
  if (text === undefined || isUuid.test(text)) return []
  return personal
    .filter(({ forms }) => hasOne(forms, text))
    .map(({ code, en, sv }) =>
      fault(
        pointer,
        code,
        `This looks like ${en}. The register does not keep those: use something that only you can read.`,
        `Detta ser ut som ${sv}. Registret sparar inte sådana: använd något som bara ni kan tyda.`,
      ),
    )
}

/** ASCII alone, in which every digit is one of ten. */
// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const withoutDigits = /^[\x00-\x2f\x3a-\x7f]*$/

/** Whether a text looks like a personal identity number, or holds one. */
export function holdsPersonalNumber(text: string): boolean {
  if (withoutDigits.test(text)) return false
  return !isUuid.test(text) && hasOne(personal[0]!.forms, text)
}

function hasOne(forms: RegExp[], text: string): boolean {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '')
  return forms.some((form) => form.test(plain))
}
