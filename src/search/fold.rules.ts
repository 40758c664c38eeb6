/** Letters that are no letter with a mark, and what people type instead of them. */
const instead: Record<string, string> = {
  ø: 'o',
  æ: 'a',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ŋ: 'n',
  œ: 'oe',
  þ: 'th',
  ß: 'ss',
}
const letters = new RegExp(`[${Object.keys(instead).join('')}]`, 'g')

/** Text as it is searched, like `fold` in the database: lower case, every Latin letter without its marks. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(letters, (letter) => instead[letter]!)
}
