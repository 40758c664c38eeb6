import { fault, type Fault } from '../../errors.ts'

const personalBelow = 20

/**
 * A Swedish organisation number (lag 1974:174), as ten digits, from `212000-1371`, `2120001371`, `16 212000-1371` or the VAT
 * number `SE212000137101`; or what is wrong with it. Digits 3 and 4 below 20 make it a personal identity number, a sole trader's: refused before it
 * is stored, logged or echoed, whatever its check digit says. No fault repeats what was sent.
 */
export function parseOrganisationNumber(text: string): { digits: string } | { fault: Fault } {
  const plain = text
    .normalize('NFC')
    .replace(/[\s\p{Cf}\u2010-\u2015\u2212-]/gu, '')
    .replace(/^SE(\d{10})01$/i, '$1')
  if (!/^(\d{10}|\d{12})$/.test(plain)) {
    return wrongNumber(
      'wrong_format',
      'An organisation number has ten digits, as 212000-1371; its VAT form, SE212000137101, will do.',
      'Ett organisationsnummer har tio siffror, som 212000-1371; momsnumret, SE212000137101, går också bra.',
    )
  }
  const [century, digits] = [plain.slice(0, -10), plain.slice(-10)]
  if (Number(digits.slice(2, 4)) < personalBelow) {
    return wrongNumber(
      'personal_number',
      'This is a personal identity number. The register does not keep those: leave the number out.',
      'Detta är ett personnummer. Registret sparar inte sådana: utelämna numret.',
    )
  }
  if (century !== '' && century !== '16') {
    return wrongNumber(
      'wrong_format',
      'In front of an organisation number stands 16, or nothing.',
      'Framför ett organisationsnummer står 16, eller ingenting.',
    )
  }
  if (luhnSum(digits) % 10 !== 0) {
    return wrongNumber(
      'check_digit',
      'The check digit of the organisation number is wrong.',
      'Organisationsnumrets kontrollsiffra stämmer inte.',
    )
  }
  return { digits }
}

/** `2120001371` as people write it: `212000-1371`. */
export function formatOrganisationNumber(digits: string): string {
  return `${digits.slice(0, 6)}-${digits.slice(6)}`
}

function luhnSum(digits: string): number {
  return Array.from(digits).reduce((sum, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return sum + Math.floor(doubled / 10) + (doubled % 10)
  }, 0)
}

function wrongNumber(code: string, en: string, sv: string) {
  return { fault: fault('/organisationNumber', code, en, sv) }
}
