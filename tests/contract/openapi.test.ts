import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wordsOfPattern } from '../../src/http/contract/schema.ts'
import { wordsOfFormat } from '../../src/http/contract/validation-messages.ts'
import { base } from '../../src/representation.ts'
import {
  contractIn,
  exampleOf,
  isBounded,
  operationsOf,
  validatorOfParts,
  type Contract,
  type Schema,
} from '../support/contract.ts'
import { testApp, type TestApp } from '../support/test-app.ts'

let t: TestApp
let contract: Contract
let operations: ReturnType<typeof operationsOf>
let text: string

beforeAll(async () => {
  t = await testApp()
  contract = t.app.swagger() as unknown as Contract
  operations = operationsOf(contractIn(t.app))
  text = `${JSON.stringify(contract, null, 2)}\n`
})
afterAll(() => t[Symbol.asyncDispose]())

describe('the contract', () => {
  test('is the one that is committed (npm run openapi writes it)', () => {
    // Compared as one: the difference of two long documents takes seconds to print, and `git diff` shows it better.
    expect(readFileSync('openapi/openapi.json', 'utf8') === text, 'openapi/openapi.json is out of date').toBe(true)
  })

  test('is what /openapi.json answers', async () => {
    const { body } = await t.as.public.get('/openapi.json').expect(200)
    expect(body).toEqual(contract)
  })

  test('is OpenAPI 3.1, with all that the national profile asks of info, and an https server', () => {
    expect(contract.openapi).toMatch(/^3\.1\./)
    expect(contract.info).toMatchObject({
      title: expect.stringMatching(/./),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      termsOfService: expect.stringMatching(/^https:/),
      contact: { name: expect.any(String), url: expect.stringMatching(/^https:/), email: expect.stringContaining('@') },
      license: { name: expect.any(String), url: expect.stringMatching(/^https:/) },
      'x-sla': { availability: expect.any(String), responseTime: expect.any(String), support: expect.any(String) },
    })
    expect(contract.info.description).toMatch(/Svenska[^]*English[^]*Kända begränsningar/)
    expect(contract.servers).toEqual([{ url: `https://register.example.se${base}`, description: expect.any(String) }])
  })

  test('has tags with a description, each of them used', () => {
    const used = new Set(operations.flatMap(({ tags = [] }) => tags))
    expect(contract.tags.filter(({ description }) => !description)).toEqual([])
    expect([...used].toSorted()).toEqual(contract.tags.map(({ name }) => name).toSorted())
  })

  test('uses no oneOf, and refers only to what it holds itself', () => {
    expect(text).not.toContain('"oneOf"')
    const references = [...text.matchAll(/"\$ref": "([^"]*)"/g)].map(([, reference]) => reference!)
    expect([...new Set(references)].filter((reference) => !componentPaths().includes(reference))).toEqual([])
  })

  test('has no component without a name of its own, and none that nothing refers to', () => {
    const named = componentPaths().filter((path) => !path.includes('/securitySchemes/'))
    expect(named.filter((path) => !/\/[A-Z][A-Za-z]*$/.test(path))).toEqual([])
    expect(named.filter((path) => !text.includes(`"${path}"`))).toEqual([])
  })

  test('says once what operations have in common: at most 3.3 kB for each', () => {
    const bytes = Buffer.byteLength(JSON.stringify(contract))
    expect(bytes / operations.length).toBeLessThanOrEqual(3_300)
    const answers = Object.values(contract.paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ responses }) => Object.entries(responses)),
    )
    expect(answers.filter(([status, answer]) => Number(status) >= 400 && !('$ref' in answer))).toEqual([])
  })
})

describe('every schema', () => {
  test('has words for people, in both languages, for each form that it asks for', () => {
    const lacking: string[] = []
    let asked = 0
    const lookInto = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return
      const { pattern, format, 'x-form': textForm } = value as Schema
      for (const [form, words] of [
        [pattern, wordsOfPattern],
        [format, wordsOfFormat],
      ] as const) {
        // A form of text has words of its own; that of a URL is asked for in no request.
        if (typeof form !== 'string' || textForm || form === 'uri') continue
        asked++
        const { en, sv } = words(form) ?? {}
        if (!en || !sv || en === sv) lacking.push(`${path}: ${form}`)
      }
      for (const [name, inside] of Object.entries(value)) {
        if (name !== 'example' && name !== 'examples') lookInto(inside, `${path}/${name}`)
      }
    }
    lookInto(contract.components.schemas, '')
    lookInto(contract.paths, '')
    expect(lacking).toEqual([])
    expect(asked).toBeGreaterThan(50)
  })

  test('of a PATCH that does not take the status names the acts that change it', () => {
    const schemaOf = (media?: { content?: Record<string, { schema: Schema }> }) =>
      contract.components.schemas[media?.content?.['application/json']?.schema.$ref?.split('/').at(-1) ?? '']
    const posts = new Set(operations.filter(({ method }) => method === 'post').map(({ path }) => path))
    const named = operations.flatMap(({ method, path, requestBody, responses }) => {
      const patch = schemaOf(requestBody)
      if (method !== 'patch' || !patch || !schemaOf(responses['200'])?.properties?.['status']) return []
      if (patch.properties?.['status']) return []
      const { status: acts = [] } = (patch['x-acts'] ?? {}) as { status?: string[] }
      return [{ path, acts, unknown: acts.filter((act) => !posts.has(`${path}/${act}`)) }]
    })
    expect(named.filter(({ acts, unknown }) => acts.length === 0 || unknown.length > 0)).toEqual([])
    expect(named.length).toBeGreaterThan(3)
  })
})

describe('every operation', () => {
  test('has an id of its own, one tag, summary, description, security and roles', () => {
    const known = contract.tags.map(({ name }) => name)
    const lacking = operations.filter(
      ({ operationId, summary, description, tags = [], security, 'x-roles': roles = [] }) =>
        !/^[a-z][A-Za-z]+$/.test(operationId) ||
        !summary ||
        !description ||
        tags.length !== 1 ||
        !known.includes(tags[0]!) ||
        !security ||
        roles.length === 0 ||
        JSON.stringify(security) !==
          JSON.stringify([...(roles[0] === 'public' ? [{}] : []), { apiKey: [] }, { accessToken: [] }]),
    )
    expect(lacking.map(({ operationId }) => operationId)).toEqual([])
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  })

  test('stands at a path in lower case with hyphens, without the base path, with parameters in camel case', () => {
    const bad = Object.keys(contract.paths).filter(
      (path) => !/^(\/([a-z]+(-[a-z]+)*|\{[a-z][A-Za-z]*\}))+$/.test(path) || path.startsWith(base),
    )
    expect(bad).toEqual([])
    expect(
      Object.values(contract.paths).flatMap((path) => Object.keys(path).filter((key) => key === 'parameters')),
    ).toEqual([])
  })

  test('names its path and query parameters in camel case, and those of its path', () => {
    const own = operations.flatMap(({ operationId, parameters = [] }) =>
      parameters.filter((parameter) => parameter.in !== 'header').map(({ name }) => ({ operationId, name })),
    )
    expect(own.filter(({ name }) => !/^[a-z][A-Za-z]*$/.test(name)).map(at)).toEqual([])
    const forced = operations.flatMap(({ operationId, parameters = [] }) =>
      parameters
        .filter(({ required, schema }) => required && 'default' in schema)
        .map(({ name }) => [operationId, name]),
    )
    expect(forced, 'what has a default can be left out').toEqual([])
    const missing = operations.flatMap(({ path, parameters = [] }) =>
      [...path.matchAll(/\{(\w+)\}/g)].filter(
        ([, name]) =>
          !parameters.some((parameter) => parameter.name === name && parameter.in === 'path' && parameter.required),
      ),
    )
    expect(missing).toEqual([])
  })

  test('declares what it can answer: each status with a description, each problem as a problem, traceparent everywhere', () => {
    const faults = operations.flatMap((operation) => {
      const { operationId, responses } = operation
      return [
        ...expected(operation)
          .filter((status) => !responses[status])
          .map((status) => `${operationId} lacks ${status}`),
        ...Object.entries(responses).flatMap(([status, { description, headers, content }]) => [
          ...(/^\d{3}$/.test(status) && description ? [] : [`${operationId} ${status} has no description`]),
          ...(headers?.traceparent && headers['x-request-id'] ? [] : [`${operationId} ${status} has no traceparent`]),
          ...(Number(status) < 400 ||
          content?.['application/problem+json']?.schema.$ref === '#/components/schemas/Problem'
            ? []
            : [`${operationId} ${status} is no problem`]),
        ]),
      ]
    })
    expect(faults).toEqual([])
  })

  test('takes If-Match where it needs it or acts on a row, and nowhere else', () => {
    const headers = operations.map(({ method, path, parameters = [], responses }) => {
      const ifMatch = parameters.find(({ name }) => name === 'if-match')
      const taken = ifMatch && (ifMatch.required ? 'required' : 'optional')
      const isAct = method === 'post' && ('200' in responses || path.endsWith('/rotation'))
      return [method, isAct ? 'act' : '', taken].join(' ').trim()
    })
    expect([...new Set(headers)].toSorted()).toEqual([
      'delete  required',
      'get',
      'patch  required',
      'post',
      'post act optional',
    ])
  })

  test('takes lists in its query as they are declared: with commas', () => {
    const lists = operations.flatMap(({ parameters = [] }) =>
      parameters.filter(({ schema }) => schema.type === 'array'),
    )
    expect(lists.length).toBeGreaterThan(50)
    expect(lists.filter(({ style = 'form', explode }) => style !== 'form' || explode !== false)).toEqual([])
  })

  test('takes and returns named components, with an example of each that fits', () => {
    const validate = examples()
    const faults = operations.flatMap(({ operationId, requestBody, responses }) =>
      [
        ['body', requestBody?.content] as const,
        ...Object.entries(responses).map(([status, { content }]) => [status, content] as const),
      ].flatMap(([place, content]) =>
        Object.entries(content ?? {}).flatMap(([type, media]) => {
          const where = `${operationId} ${place} ${type}`
          if (!media.schema.$ref) return [`${where}: its schema has no name`]
          const example = exampleOf(contract, media)
          if (example === undefined) return [`${where}: no example`]
          const fault = validate(media.schema, example)
          return fault ? [`${where}: ${fault}`] : []
        }),
      ),
    )
    expect(faults).toEqual([])
  })
})

describe('every component', () => {
  test('names its fields in camel case, with letters only, and lists in the plural', () => {
    const faults = walk().flatMap(({ where, schema }) =>
      Object.keys(schema.properties ?? {})
        .filter((name) => name !== '_links' && !/^[a-z][A-Za-z]*$/.test(name))
        .map((name) => `${where}.${name}`),
    )
    expect(faults).toEqual([])
  })

  test('has examples that fit it', () => {
    const validate = examples()
    const faults = Object.entries(contractIn(t.app).components.schemas).flatMap(([name, schema]) =>
      (schema.examples ?? [])
        .map((example) => validate({ $ref: `#/components/schemas/${name}` }, example))
        .filter(Boolean)
        .map((fault) => `${name}: ${fault}`),
    )
    expect(faults).toEqual([])
  })

  test('shows days and times with one example in the singular', () => {
    const faults = walk()
      .filter(({ schema }) => schema.format === 'date' || schema.format === 'date-time')
      .filter(({ schema }) => typeof schema.example !== 'string' || schema.examples !== undefined)
    expect(faults.map(({ where }) => where)).toEqual([])
  })

  test('bounds each text, list and number', () => {
    const faults = walk().filter(({ schema }) => !isBounded(schema))
    expect(faults.map(({ where }) => where)).toEqual([])
  })

  test('is called like nothing that a language has for itself', () => {
    const ofTypeScript =
      /^(Awaited|Capitalize|ConstructorParameters|Exclude|Extract|InstanceType|Lowercase|NoInfer|NonNullable|Omit|OmitThisParameter|Parameters|Partial|Pick|Readonly|Record|Required|ReturnType|ThisType|Uncapitalize|Uppercase|Array|Boolean|Date|Error|Function|Iterator|Map|Number|Object|Promise|Proxy|RegExp|Set|String|Symbol)$/
    const names = Object.keys(contract.components.schemas)
    expect(names.filter((name) => ofTypeScript.test(name))).toEqual([])
    // Of Python, Java, C#, Kotlin, Swift, Go and JavaScript; `from` and `by` are words of theirs in some places alone.
    const reserved =
      /^(in|is|as|if|or|and|not|do|try|for|new|def|del|let|var|val|fun|func|class|enum|case|default|switch|import|package|public|private|return|interface|lambda|where|with|yield|async|await|match|object|string|int|long|null|true|false|this|super|self|static|void|while|global|assert|pass|raise|except|finally|go|select|range|struct|chan|const|event|lock|operator|override|params|ref|namespace|internal|fixed|typeof|when)$/
    const fields = walk().flatMap(({ where, schema }) =>
      Object.keys(schema.properties ?? {})
        .filter((name) => reserved.test(name))
        .map((name) => `${where}.${name}`),
    )
    // HAL's, and two of before: generators put a sign beside them.
    const kept = ['SelfLink.self', 'PageLinks.self', 'Change.new', 'Consent.event', 'OrganisationLinks.self']
    expect(fields.toSorted()).toEqual(kept.toSorted())
  })
})

/** Where references may lead. */
function componentPaths(): string[] {
  return Object.entries(contract.components).flatMap(([kind, parts]) =>
    Object.keys(parts).map((name) => `#/components/${kind}/${name}`),
  )
}

function at({ operationId, name }: { operationId: string; name: string }) {
  return `${operationId} ${name}`
}

/** The statuses that follow from what an operation is. */
function expected({
  path,
  method,
  requestBody,
  responses,
  parameters = [],
}: ReturnType<typeof operationsOf>[number]): string[] {
  const writes = method !== 'get'
  return [
    '400',
    '401',
    '403',
    '406',
    '429',
    '500',
    '503',
    ...(path.includes('{') ? ['404'] : []),
    ...(writes ? ['409', '413', '415', '422'] : []),
    ...(parameters.some(({ name }) => name === 'if-match') ? ['412'] : []),
    ...(['patch', 'put', 'delete'].includes(method) ? ['428'] : []),
    ...(requestBody ? ['415'] : []),
    ...(responses['204'] ? [] : [method === 'post' && responses['201'] ? '201' : '200']),
  ]
}

/** Validates examples as the contract has them; says what is wrong, or nothing. */
function examples() {
  const ajv = validatorOfParts(contract)
  return (schema: Schema, example: unknown) => {
    const validate = ajv.getSchema(`contract${schema.$ref}`)!
    return validate(example) ? undefined : ajv.errorsText(validate.errors)
  }
}

/** Every schema inside the components and parameters, with a name for where it is. */
function walk(): { where: string; schema: Schema }[] {
  const inside = (where: string, schema: Schema): { where: string; schema: Schema }[] => [
    { where, schema },
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => inside(`${where}.${name}`, property)),
    ...[schema.items, schema.additionalProperties]
      .filter((part): part is Schema => typeof part === 'object' && part !== null)
      .flatMap((part) => inside(`${where}[]`, part)),
    ...[schema.anyOf, schema.allOf].flatMap((parts) =>
      ((parts ?? []) as Schema[]).flatMap((part) => inside(where, part)),
    ),
  ]
  const taken = operations.flatMap(({ operationId, parameters = [] }) =>
    parameters.flatMap(({ name, schema }) => inside(`${operationId} ${name}`, schema)),
  )
  return [...Object.entries(contract.components.schemas).flatMap(([name, schema]) => inside(name, schema)), ...taken]
}
