import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp

beforeAll(async () => {
  t = await testApp()
})
afterAll(() => t[Symbol.asyncDispose]())

const fine = { name: 'Provföreningen (påhittad)', kind: 'informal', sector: 'civil_society' }
/** Sends a body to the letter, as it is given. */
const send = (text: string, type = 'application/json') =>
  t.as.coordinator.call('post', '/organisations').set('content-type', type).send(text)
const pointersIn = (body: { errors?: { pointer: string; code: string }[] }) =>
  (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`).toSorted()

async function storesNothing(check: () => Promise<void>): Promise<void> {
  const count = async () =>
    (
      await t.connection.pool.query(
        'select (select count(*) from organisations) as rows, (select count(*) from changes) as changes',
      )
    ).rows[0]
  const before = await count()
  await check()
  expect(await count()).toEqual(before)
}

describe('a body', () => {
  test.each([
    ['nothing', ''],
    ['a bracket', '{'],
    ['a field without a value', '{"name": }'],
    ['single quotes', `{'name': 'a'}`],
    ['two objects', '{"name":"a"}{}'],
    ['a comment', '{/* */}'],
    ['a byte order mark and a bracket', '\ufeff{'],
    ['NaN', '{"name": NaN}'],
    ['a raw line break in text', '{"name": "a\nb"}'],
  ])('that is not JSON is refused: %s', async (_, text) => {
    const { body } = await send(text).expect(400)
    expect(body).toMatchObject({ code: 'invalid_request', status: 400 })
  })

  test.each(['null', '[]', '"text"', '7', 'true', '[{"name":"a"}]'])(
    'that is JSON but no object is refused: %s',
    async (text) => {
      const { body } = await send(text).expect(400)
      expect(pointersIn(body)).toEqual([' wrong_type'])
    },
  )

  test('that is not UTF-8 is refused, not stored with question marks', async () => {
    const latin = Buffer.from(JSON.stringify({ ...fine, name: 'Kungälv' }), 'latin1')
    await storesNothing(async () => {
      const { body } = await t.as.coordinator
        .call('post', '/organisations')
        .set('content-type', 'application/json')
        .serialize((bytes) => bytes as never)
        .send(latin as never)
        .expect(400)
      expect(body.detail).toContain('UTF-8')
    })
  })

  test('with thousands of objects in a list has none of them looked at', async () => {
    const links = Array.from({ length: 15_000 }, (_, n) => ({ a: n }))
    const { body } = await t.as.coordinator.post('/collaborations', { links }).expect(400)
    expect(pointersIn(body)).toContain('/links too_many')
    expect(pointersIn(body).filter((pointer) => pointer.startsWith('/links/'))).toEqual([])
    // Ajv, which compares each object with all of the others, was not given them.
    expect(pointersIn(body)).not.toContain('/links repeated')
  })

  test('of any kind does not hide that the method is wrong', async () => {
    for (const [type, text] of [
      ['text/plain', 'x'],
      ['application/json', '{'],
      ['application/json', `"${'x'.repeat(300_000)}"`],
    ] as const) {
      const { headers } = await t.as.coordinator.call('put', '/areas').set('content-type', type).send(text).expect(405)
      expect(headers['allow']).toBe('GET, HEAD, POST')
    }
  })

  test('that is missing is refused', async () => {
    await t.as.coordinator.call('post', '/organisations').expect(400)
  })

  test('with several faults hears of all of them, each with its pointer', async () => {
    await storesNothing(async () => {
      const { body } = await t.as.coordinator
        .post('/organisations', {
          name: 7,
          kind: 'empire',
          sector: null,
          aliases: 'one',
          website: 'ftp://prov.example',
          endedOn: '2023-02-30',
          municipalityCode: '14',
          parentId: 'x',
          tags: ['a', 'a'],
          address: { street: '', planet: 'Jorden' },
          shoeSize: 43,
        })
        .expect(400)
      expect(pointersIn(body)).toEqual([
        '/address/planet unknown_field',
        '/address/street empty',
        '/aliases wrong_type',
        '/endedOn wrong_format',
        '/kind not_allowed',
        '/municipalityCode wrong_format',
        '/name wrong_type',
        '/parentId wrong_format',
        '/sector wrong_type',
        '/shoeSize unknown_field',
        '/tags repeated',
        '/website wrong_format',
      ])
      expect(body.detail).toMatch(/and 11 more/)
      expect(JSON.stringify(body)).not.toMatch(/empire|Jorden|ftp:/)
    })
  })

  test.each([
    ['/collaborations', { name: 'x', kind: 'project', schedule: { rule: 'FREQ=DAILY', time: '9:00' } }, '18:00'],
    ['/organisations', { ...fine, sector: 'Näringsliv' }, '/samhallskontraktet/v1/vocabularies/sectors/terms'],
    ['/organisations', { ...fine, municipalityCode: '14' }, 'kommunkod med fyra siffror'],
    ['/organisations', { ...fine, shoeSize: 43 }, 'shortName'],
  ])('to %s that is wrong, %o, hears in Swedish what would be right: %s', async (path, body, told) => {
    const { body: problem } = await t.as.coordinator.post(path, body, { 'accept-language': 'sv' }).expect(400)
    expect(problem.title).toBe('Begäran har fel form')
    expect(problem.detail).toContain(told)
    expect(problem.errors).toEqual([
      { part: 'body', pointer: expect.any(String), code: expect.any(String), detail: problem.detail },
    ])
  })

  test('is taken as it is sent: nothing is made into what it should have been', async () => {
    for (const [wrong, pointer] of [
      [{ ...fine, name: null }, '/name'],
      [{ ...fine, name: true }, '/name'],
      [{ ...fine, name: ['Prov'] }, '/name'],
      [{ ...fine, aliases: 'Prov' }, '/aliases'],
      [{ ...fine, parentId: '' }, '/parentId'],
      [{ ...fine, address: '' }, '/address'],
    ] as const) {
      const { body } = await t.as.coordinator.post('/organisations', wrong).expect(400)
      expect(body.errors[0].pointer).toBe(pointer)
    }
  })

  test('without the fields that are required hears which', async () => {
    const { body } = await t.as.coordinator.post('/organisations', {}).expect(400)
    expect(pointersIn(body)).toEqual(['/kind required', '/name required', '/sector required'])
  })

  test('with very many faults hears of fifty', async () => {
    const { body } = await t.as.coordinator
      .post('/organisations', { ...fine, ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`a${i}`, 1])) })
      .expect(400)
    expect(body.errors).toHaveLength(50)
  })

  test('that would reach the prototype of an object is refused', async () => {
    await storesNothing(async () => {
      await send('{"__proto__": {"polluted": 1}, "name": "a"}').expect(400)
      await send('{"name": "a", "address": {"__proto__": {"polluted": 1}}}').expect(400)
      await send('{"constructor": {"prototype": {"polluted": 1}}}').expect(400)
      const { body } = await t.as.coordinator
        .post('/organisations', { ...fine, constructor: 'x', toString: 'y', hasOwnProperty: 'z' })
        .expect(400)
      expect(pointersIn(body)).toEqual([
        '/constructor unknown_field',
        '/hasOwnProperty unknown_field',
        '/toString unknown_field',
      ])
      expect(({} as { polluted?: number }).polluted).toBeUndefined()
    })
  })

  test('sent to an operation that takes none is refused, rather than ignored', async () => {
    const id = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a10'
    const { body } = await t.as.coordinator.post(`/api-keys/${id}/revocation`, { reason: 'x' }).expect(400)
    expect(pointersIn(body)).toEqual(['/reason unknown_field'])
    await t.as.coordinator.post(`/api-keys/${id}/revocation`, {}).expect(404)
    await t.as.coordinator.call('post', `/api-keys/${id}/revocation`).expect(404)
  })

  test('may be a merge patch by its name', async () => {
    const path = `/organisations/${t.organisations.matcher}`
    const patch = t.as.coordinator
      .call('patch', path, { 'if-match': '*' })
      .set('content-type', 'application/merge-patch+json')
    const { body } = await patch.send('{"website":"https://prov.example"}').expect(200)
    expect(body.website).toBe('https://prov.example')
  })
})

describe('text', () => {
  test('cannot hold control characters or half of a surrogate pair, anywhere in a body', async () => {
    await storesNothing(async () => {
      for (const bad of ['a\\u0000b', 'a\\u001fb', '\\u001e', '\\u0000', 'a\\ud800', '\\udfff\\ud800', 'a\\ud83d b']) {
        const { body } = await send(
          `{"name":"${bad}","kind":"informal","sector":"other","aliases":["ok","${bad}"],"description":{"sv":"${bad}"}}`,
        ).expect(400)
        expect(pointersIn(body)).toEqual(['/aliases/1 not_text', '/description/sv not_text', '/name not_text'])
      }
    })
  })

  test('may hold whole surrogate pairs, and all that people write', async () => {
    const name = '😀 Ćełî & <b>Føreningen</b> "’" \\ 株式会社 (påhittad)'
    const { body } = await t.as.coordinator.post('/organisations', { ...fine, name }).expect(201)
    expect(body.name).toBe(name)
    const { body: found } = await t.as.public.get(`/organisations/${body.id}`).expect(200)
    expect(found.name).toBe(name)
  })

  test('in the name of a field or a query is refused as well', async () => {
    const { body } = await send('{"na\\u0000me": "a", "\\ud800": 1, "a/b~c": 2}').expect(400)
    expect(pointersIn(body)).toContain('/a~1b~0c unknown_field')
    await t.as.public.get('/organisations?q=%00').expect(400)
    await t.as.public.get('/organisations?q=a%ED%A0%80b')
    await t.as.public.get('/organisations?%00=1').expect(400)
  })

  test('is trimmed and kept in NFC, also in queries', async () => {
    const decomposed = 'Åkerbärets vänner (påhittad)'.normalize('NFD')
    const { body } = await t.as.coordinator
      .post('/organisations', { ...fine, name: ` \t${decomposed}\u00a0\n` })
      .expect(201)
    expect(body.name).toBe('Åkerbärets vänner (påhittad)')
    const { body: found } = await t.as.public
      .get(`/organisations?q=${encodeURIComponent(` ${'Åkerbärets'.normalize('NFD')} `)}`)
      .expect(200)
    expect(found.items.map(({ id }: { id: string }) => id)).toEqual([body.id])
  })

  test('that is only spaces is empty', async () => {
    const { body } = await t.as.coordinator.post('/organisations', { ...fine, name: ' \t\u2003 ' }).expect(400)
    expect(pointersIn(body)).toEqual(['/name empty'])
  })

  test('that is too long is refused, and a body that is too large before it is read', async () => {
    await storesNothing(async () => {
      const { body } = await t.as.coordinator.post('/organisations', { ...fine, name: 'å'.repeat(10_000) }).expect(400)
      expect(pointersIn(body)).toEqual(['/name too_long'])
      const { body: large } = await t.as.coordinator
        .post('/organisations', { ...fine, name: 'a'.repeat(1024 * 1024) })
        .expect(413)
      expect(large).toMatchObject({ code: 'too_large', status: 413 })
    })
    const text = 'ä'.repeat(10_000)
    await t.as.coordinator
      .post('/organisations', { ...fine, name: 'ö'.repeat(200), description: { sv: text, en: text } })
      .expect(201)
  })
})

describe('nesting', () => {
  test.each([100, 50_000])('%i levels deep is refused', async (depth) => {
    await send(`{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`).expect(400)
    const { body } = await send(
      `${'{"address":'.repeat(depth > 1000 ? 20_000 : depth)}1${'}'.repeat(depth > 1000 ? 20_000 : depth)}`,
    ).expect(400)
    expect(body.code).toBe('invalid_request')
  })
})

describe('a day', () => {
  test.each([
    '2023-02-30',
    '2023-02-29',
    '2023-13-01',
    '2023-00-10',
    '23-01-01',
    '2023-1-1',
    '20230101',
    '2023-01-01T00:00:00Z',
    '',
    'igår',
    '+2023-01-01',
    '0000-00-00',
  ])('that does not exist or has another form is refused: %s', async (day) => {
    const { body } = await t.as.coordinator.post('/organisations', { ...fine, endedOn: day }).expect(400)
    expect(pointersIn(body)).toEqual(['/endedOn wrong_format'])
    await t.as.public.get(`/organisations?asOf=${encodeURIComponent(day)}`).expect(400)
  })

  test('of a leap year is taken', async () => {
    await t.as.coordinator.post('/organisations', { ...fine, endedOn: '2024-02-29' }).expect(201)
  })

  test('that is out of the calendar of the database is refused, not an error', async () => {
    for (const day of ['0000-01-01', '9999-12-31']) {
      const { status } = await t.as.public.get(`/organisations?asOf=${day}`)
      expect([200, 400]).toContain(status)
    }
    await t.as.public.get('/organisations?updatedAfter=0000-01-01T00:00:00Z').expect(400)
    await t.as.public.get('/organisations?updatedAfter=2025-02-03T10:30:00%2B01:00').expect(200)
  })
})
