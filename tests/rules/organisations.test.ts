import { describe, expect, test } from 'vitest'
import { RegistryError } from '../../src/errors.ts'
import { formatOrganisationNumber, parseOrganisationNumber } from '../../src/registry/organisations/number.rules.ts'
import { assertMayEnd, assertPartnerMayChange, organisationFaults } from '../../src/registry/organisations/rules.ts'

const today = '2025-02-03'

describe('an organisation number', () => {
  test.each([
    ['212000-1371', '2120001371'],
    ['2120001371', '2120001371'],
    ['16 212000-1371', '2120001371'],
    ['16212000-1371', '2120001371'],
    ['162120001371', '2120001371'],
    [' 212000 1371 ', '2120001371'],
    ['212000\u20131371', '2120001371'],
    ['212000\u22121371', '2120001371'],
    ['SE212000137101', '2120001371'],
    ['se 212000-1371 01', '2120001371'],
    ['212000\u200b-1371', '2120001371'],
    ['\u202d212000-1371\u202c', '2120001371'],
    ['499900-0005', '4999000005'],
    ['499999-9990', '4999999990'],
  ])('%j is read as %s', (text, digits) => {
    expect(parseOrganisationNumber(text)).toEqual({ digits })
  })

  test.each([
    ['', 'wrong_format'],
    ['abc', 'wrong_format'],
    ['499900-000', 'wrong_format'],
    ['499900-00055', 'wrong_format'],
    ['SE212000137102', 'wrong_format'],
    ['DK212000137101', 'wrong_format'],
    ['212000+1371', 'wrong_format'],
    ['٢١٢٠٠٠١٣٧١', 'wrong_format'],
    ['212000-1372', 'check_digit'],
    ['499900-0006', 'check_digit'],
    ['800101-9999', 'personal_number'],
    ['8001019999', 'personal_number'],
    ['19800101-9999', 'personal_number'],
    ['20010161-9999', 'personal_number'],
    ['801999-9999', 'personal_number'],
    // A century that no organisation has, and no person with these digits.
    ['192120001371', 'wrong_format'],
    ['19499900-0005', 'wrong_format'],
  ])('%j is refused: %s', (text, code) => {
    const parsed = parseOrganisationNumber(text)
    if (!('fault' in parsed)) throw new Error('accepted')
    expect(parsed.fault).toMatchObject({ code, pointer: '/organisationNumber', part: 'body' })
    if (text !== '') expect(JSON.stringify(parsed)).not.toContain(text)
  })

  test('is written as people write it', () => {
    expect(formatOrganisationNumber('2120001371')).toBe('212000-1371')
  })
})

describe('an organisation', () => {
  const parent = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10'

  test.each([
    ['a legal entity with a number', { kind: 'legal_entity', organisationNumber: '499900-0005' }, []],
    ['a verified number', { kind: 'legal_entity', organisationNumber: '499900-0005', numberStatus: 'verified' }, []],
    [
      'a number that has no status',
      { kind: 'legal_entity', organisationNumber: '499900-0005', numberStatus: 'none' },
      ['/numberStatus'],
    ],
    ['a status without a number', { kind: 'informal', numberStatus: 'verified' }, ['/numberStatus']],
    [
      'a wrong number with a wrong status',
      { kind: 'informal', organisationNumber: '499900-0006', numberStatus: 'none' },
      ['/organisationNumber', '/numberStatus'],
    ],
    ['a unit of another', { kind: 'unit', parentId: parent }, []],
    ['a unit of nothing', { kind: 'unit' }, ['/parentId']],
    ['a project of nothing', { kind: 'project' }, []],
    ['a legal entity that is part of another', { kind: 'legal_entity', parentId: parent }, ['/parentId']],
    ['a unit of itself', { id: parent, kind: 'unit', parentId: parent }, ['/parentId']],
    ['one that ended today', { kind: 'informal', endedOn: today }, []],
    ['one that will end tomorrow', { kind: 'informal', endedOn: '2025-02-04' }, ['/endedOn']],
  ])('%s', (_, organisation, pointers) => {
    expect(organisationFaults(organisation, today).map(({ pointer }) => pointer)).toEqual(pointers)
  })

  test('is described by its partner and named by a coordinator', () => {
    expect(() => assertPartnerMayChange(['website', 'address', 'description', 'aliases', 'shortName'])).not.toThrow()
    for (const field of [
      'name',
      'organisationNumber',
      'kind',
      'visibility',
      'tags',
      'sector',
      'endedOn',
      'parentId',
      'numberStatus',
      'sources',
    ]) {
      expect(() => assertPartnerMayChange(['website', field])).toThrow(field)
    }
  })

  test('does not end while it is a signatory', () => {
    expect(() => assertMayEnd(0)).not.toThrow()
    expect(() => assertMayEnd(1)).toThrow(RegistryError)
  })
})
