import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerProcess, type RegisterProcess } from '../support/register-process.ts'
import { operationsOf, type Contract } from '../support/contract.ts'

const another = {
  SEED: 'vocabularies',
  MUNICIPALITY_NAME: 'Provköping',
  MUNICIPALITY_CODE: '9998',
  REGISTER_NAME: 'Provköpings partnerregister',
  CONTRACT_NAME: 'Partnerskapet',
  CONVENER_NAME: 'Provköpings kommun',
  CONTACT_EMAIL: 'register@provkoping.example',
  CONTACT_URL: 'https://provkoping.example/',
  TERMS_URL: 'https://provkoping.example/villkor',
  BASE_PATH: '/partnerskapet',
  PUBLIC_URL: 'https://register.provkoping.example',
}
const base = '/partnerskapet/v1'
const home = /kung[aä]lv|samh[aä]llskontrakt/i

/** A process of its own: what it is called is read once, as a program is loaded. */
let register: RegisterProcess
/** All that it has answered. */
const said: string[] = []

async function ask(path: string, { body, key = '' }: { body?: object; key?: string } = {}) {
  const answer = await fetch(register.url + path, {
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  said.push([path, ...answer.headers].join('\n'), text)
  const isJson = /json/.test(answer.headers.get('content-type') ?? '') && text.startsWith('{')
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined }
}

beforeAll(async () => {
  register = await registerProcess(another)
})
afterAll(() => register[Symbol.asyncDispose]())

describe('the register of another municipality', () => {
  test('has a contract, a page and a controller of its own', async () => {
    const { json: contract } = await ask('/openapi.json')
    expect(contract.info).toMatchObject({
      title: 'Provköpings partnerregister',
      termsOfService: 'https://provkoping.example/villkor',
      contact: { name: 'Provköpings kommun', email: 'register@provkoping.example', url: 'https://provkoping.example/' },
    })
    expect(contract.info.description).toContain('Partnerskapet i Provköping')
    expect(contract.servers).toMatchObject([{ url: `https://register.provkoping.example${base}` }])
    expect((await ask('/docs')).text).toContain('<title>Provköpings partnerregister</title>')
    expect((await ask(`${base}/api-info`)).json.apiName).toBe('Provköpings partnerregister')
    const { json: privacy } = await ask(`${base}/privacy`)
    expect(privacy.controller).toEqual(contract.info.contact)
    expect(JSON.stringify(privacy)).toContain('samordning av Partnerskapet')
  })

  test('is usable at once, and answers with its own paths, problems and challenge', async () => {
    const key = register.firstKey
    const body = { name: 'Provaktören (påhittad)', kind: 'informal', sector: 'civil_society' }
    const made = await ask(`${base}/organisations`, { body, key })
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe(`${base}/organisations/${made.json.id}`)
    expect(made.json._links.self.href).toBe(`${base}/organisations/${made.json.id}`)
    const wrong = await ask(`${base}/organisations`, { body: { ...body, sector: 'x', municipalityCode: 'x' }, key })
    expect(wrong.json).toMatchObject({
      type: 'https://register.provkoping.example/docs/problems/invalid_request',
      instance: `${base}/organisations`,
    })
    const refused = await ask(`${base}/organisations`, { body })
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="partnerskapet"'])
    expect((await ask('/samhallskontraktet/v1/organisations')).status).toBe(404)
    said.splice(-2)
  })

  test('names in no answer where the program comes from', async () => {
    const { json } = await ask('/openapi.json')
    const reads = operationsOf(json as Contract).filter(({ method, path }) => method === 'get' && !path.includes('{'))
    expect(reads.length).toBeGreaterThan(20)
    for (const { path } of reads) {
      await ask(base + path)
      // A search says what for, and is answered too.
      expect([path, [200, 400]]).toEqual([
        path,
        expect.arrayContaining([(await ask(base + path, { key: register.firstKey })).status]),
      ])
    }
    await ask('/metrics', { key: register.firstKey })
    expect(said.join('\n').length).toBeGreaterThan(100_000)
    expect(said.filter((text) => home.test(text)).map((text) => home.exec(text)!.input.slice(0, 200))).toEqual([])
  })
})
