import { describe, expect, test } from 'vitest'
import { textForms } from '../../src/http/contract/text-forms.ts'

describe('a phone number', () => {
  test.each([
    '0303-238000',
    '0303–238000',
    '0303\u00a023\u00a080\u00a000',
    '0303.23.80.00',
    '0303/238000',
    '0303 - 23 80 00',
    '(0303) 23 80 00',
    '(+46) 303 238000',
    '+46 (0)303-23 80 00',
    '0046303238000',
    'tel:+46303238000',
    'Tel. 0303-23 80 00',
    '\u202d0303-23 80 00\u202c',
    '０３０３-２３８０００',
  ])('is taken however it is written: %s', (text) => {
    expect(textForms.telephone.read(text)).toBe('+46 303 23 80 00')
  })

  test.each([
    ['+46 303 23 80 00 ext. 12', '+46 303 23 80 00 ext. 12'],
    ['0303-238000 ankn. 12', '+46 303 23 80 00 ext. 12'],
    ['08-123 456 78', '+46 8 123 456 78'],
    ['070-000 00 00', '+46 70 000 00 00'],
    ['+1 212 555 0100', '+1 212 555 0100'],
  ])('keeps its extension and its country: %s', (text, read) => {
    expect(textForms.telephone.read(text)).toBe(read)
  })

  test.each([
    '0----------0',
    '123456789012345678901234567890',
    '112',
    'hej',
    '',
    '0303',
    '031-12 34 56 / 031-12 34 57',
  ])('is none: %s', (text) => {
    expect(textForms.telephone.read(text)).toBeUndefined()
  })
})

describe('a web address', () => {
  test.each([
    ['https://www.kungälv.se'],
    ['https://www.kungalv.se/näringsliv--arbete/samhällskontraktet/'],
    ['https://xn--kunglv-dua.se/?q=a%20b#c'],
    ['http://exempel.se:8080/a'],
    ['https://192.0.2.1/'],
    ['https://[2001:db8::1]/'],
    ['HTTPS://WWW.EXEMPEL.SE', 'https://WWW.EXEMPEL.SE'],
  ])('is taken as it is, but for its scheme: %s', (text, read = text) => {
    expect(textForms['web-address'].read(text)).toBe(read)
  })

  test.each([
    'https://',
    'https://.se',
    'https://exempel..se',
    'https://localhost/',
    'http://example.com:abc/path',
    'http://example.com:99999/',
    'https://kungalv.se@evil.example/',
    'https://a:b@exempel.se/',
    'https://exempel.se\\@evil.example/',
    'https://exempel.se/a b',
    'ftp://exempel.se/',
    'javascript:alert(1)',
    '//exempel.se/',
    'www.exempel.se',
  ])('is none: %s', (text) => {
    expect(textForms['web-address'].read(text)).toBeUndefined()
  })
})

describe('an e-mail address', () => {
  test.each(['info@kungälv.se', 'åsa@exempel.se', "o'neil+x@exempel.se", 'a.b-c_d@under.exempel.se', '用户@例子.测试'])(
    'is taken in letters of any language: %s',
    (text) => {
      expect(textForms['e-mail'].read(text)).toBe(text)
    },
  )

  test.each([
    'a@b',
    '@exempel.se',
    'a@',
    'a@@exempel.se',
    'a b@exempel.se',
    '.a@exempel.se',
    'a.@exempel.se',
    'a@-b.se',
  ])('is none: %s', (text) => {
    expect(textForms['e-mail'].read(text)).toBeUndefined()
  })
})

describe('a line', () => {
  test.each(['Åsa', 'محمد', 'नेपाली', 'A\u200dB', '🙂', 'O’Neil & Co'])('is taken: %s', (text) => {
    expect(textForms.line.read(text)).toBe(text)
  })

  test('loses the signs that turn the direction of writing', () => {
    expect(textForms.line.read('\u202dÅsa\u202c\ufeff')).toBe('Åsa')
  })

  test.each(['\u200b', '\u2800', '\u00ad', '\u3164', '\u0301', '\u009f', 'A\u2028B', 'A\nB', 'A\tB', '\u202e'])(
    'has something to see and no break: %j is none',
    (text) => {
      expect(textForms.line.read(text)).toBeUndefined()
    },
  )
})
