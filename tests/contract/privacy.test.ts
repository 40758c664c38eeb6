import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { notHeld, processing, rights } from '../../src/privacy/processing.ts'
import { decidedColumns } from '../support/columns.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

describe('the register of processing', () => {
  const named = processing.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`))
  const personal = [...decidedColumns()].filter(([, decision]) => decision.personal).map(([column]) => column)

  test('says of every personal column why it is kept, and of no other', () => {
    expect(
      personal.filter((column) => !named.includes(column)),
      'in no entry',
    ).toEqual([])
    expect(
      named.filter((column) => !personal.includes(column)),
      'gone, or not marked personal',
    ).toEqual([])
    expect(new Set(named).size).toBe(named.length)
  })

  test('knows every column that holds what a person is called or reached by', () => {
    const telling = /(^|_)(name|email|phone|title|evidence)$/
    // Of things and organisations: no person's.
    const things = /^(api_keys|collaborations|organisations)\.|^(agreements|contributions|needs)\.title$|\.table_name$/
    const suspects = [...decidedColumns().keys()].filter((column) => telling.test(column) && !things.test(column))
    expect(suspects.filter((column) => !personal.includes(column))).toEqual(['changes.actor_name'])
  })

  test('says everything in both languages, with an article of the GDPR as its basis', () => {
    const texts = [...processing.flatMap((entry) => Object.values(entry)), ...notHeld, ...rights].filter(
      (value): value is { sv: string; en: string } => typeof value === 'object' && 'sv' in value,
    )
    expect(texts.length).toBeGreaterThan(processing.length * 7)
    expect(texts.filter(({ sv, en }) => !sv.endsWith('.') || !en.endsWith('.') || sv === en)).toEqual([])
    expect(
      processing.filter(({ basis }) => !/[Aa]rtikel 6\.1 [a-f]/.test(basis.sv) || !/Article 6\.1 [a-f]/.test(basis.en)),
    ).toEqual([])
    expect(new Set(processing.map(({ id }) => id)).size).toBe(processing.length)
  })

  test('is read by anyone, with who answers for it and what is not held', async () => {
    const { body } = await t.as.public.get('/privacy').expect(200)
    const { contact } = t.app.swagger().info
    expect(body).toEqual({ controller: contact, processing, notHeld, rights })
    expect(body.notHeld[0].sv).toMatch(/^Deltagare/)
  })
})
