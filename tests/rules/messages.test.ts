import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import type { RegistryError } from '../../src/errors.ts'
import { codeAt, formed } from '../../src/http/contract/schema.ts'
import { buildValidator } from '../../src/http/contract/validation.ts'

const Schema = Type.Object(
  {
    time: Type.Optional(formed('^[0-9]{2}$', 'must be two digits, as 07', 'ska vara två siffror, som 07')),
    sector: Type.Optional(codeAt('TestedCode', '/vocabularies/sectors/terms')),
    day: Type.Optional(Type.String({ format: 'date' })),
  },
  { additionalProperties: false, 'x-acts': { status: ['pause', 'closure'] } },
)
const validate = buildValidator({})({ schema: Schema })

function faultsOf(body: object) {
  const { error } = validate(body) as { error?: RegistryError }
  return error!.faults
}

describe('what a person is told of a field', () => {
  test('names the form that it must have, and an example', () => {
    expect(faultsOf({ time: '7' })[0]!.detail).toEqual({
      en: 'time must be two digits, as 07.',
      sv: 'time ska vara två siffror, som 07.',
    })
    expect(faultsOf({ day: '2025-02-30' })[0]!.detail.sv).toMatch(/som finns, som ÅÅÅÅ-MM-DD: 2025-06-16\.$/)
  })

  test('says where the codes are', () => {
    const { en, sv } = faultsOf({ sector: 'Näringsliv' })[0]!.detail
    expect(en).toMatch(/; \/samhallskontraktet\/v1\/vocabularies\/sectors\/terms has them\.$/)
    expect(sv).toMatch(/; de finns på \/samhallskontraktet\/v1\/vocabularies\/sectors\/terms\.$/)
    expect(sv).not.toContain('Näringsliv')
  })

  test('names the act that does what a field here does not', () => {
    expect(faultsOf({ status: 'closed' })[0]).toMatchObject({
      pointer: '/status',
      code: 'unknown_field',
      detail: { sv: 'status ändras inte här utan med POST .../pause, POST .../closure.' },
    })
    expect(faultsOf({ constructor: 1 })[0]).toMatchObject({ pointer: '/constructor', code: 'unknown_field' })
    expect(faultsOf({ shoeSize: 43 })[0]!.detail.en).toBe('shoeSize is not a name known here: time, sector, day.')
  })

  test('is said without the name of the field too, for who reads it beside the field', () => {
    expect(faultsOf({ time: '7' })[0]!.besideField).toEqual({
      en: 'Must be two digits, as 07.',
      sv: 'Ska vara två siffror, som 07.',
    })
  })
})
