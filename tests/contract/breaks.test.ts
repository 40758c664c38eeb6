import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { breaksBetween, type Contract } from '../../lint/breaks.ts'

const committed = readFileSync('openapi/openapi.json', 'utf8')
const read = () => JSON.parse(committed)

test.each<[string, (contract: any) => void, RegExp]>([
  ['an operation is gone', ({ paths }) => delete paths['/me'].get, /^GET \/me is gone$/],
  ['an operation is renamed', ({ paths }) => (paths['/me'].get.operationId = 'getSelf'), /^GET \/me is called getSelf/],
  [
    'a success is gone',
    ({ paths }) => delete paths['/areas'].post.responses['201'],
    /^POST \/areas no longer answers 201$/,
  ],
  [
    'a filter is gone',
    ({ paths }) => paths['/contacts'].get.parameters.splice(5, 1),
    /^GET \/contacts no longer takes query /,
  ],
  [
    'a header is needed',
    ({ components }) => (components.parameters.AcceptLanguage.required = true),
    /^GET \/me needs header accept-language$/,
  ],
  [
    'a field is gone from an answer',
    ({ components }) => delete components.schemas.Need.properties.quantity,
    /^Need\.quantity is gone$/,
  ],
  [
    'a field is gone from a body',
    ({ components }) => delete components.schemas.NewNeed.properties.type,
    /^NewNeed\.type is gone$/,
  ],
  [
    'a field is needed in a body',
    ({ components }) => (components.schemas.NeedPatch.required = ['type']),
    /^NeedPatch\.type is needed$/,
  ],
  [
    'a field may be absent',
    ({ components }) => components.schemas.Need.required.shift(),
    /^Need\.\w+ is not always there$/,
  ],
  [
    'a field has another type',
    ({ components }) => (components.schemas.Need.properties.quantity.type = 'string'),
    /^Need\.quantity is string, was integer$/,
  ],
  [
    'a field may be null',
    ({ components }) => (components.schemas.Need.properties.quantity.type = ['integer', 'null']),
    /^Need\.quantity is integer,null/,
  ],
  [
    'a word is no longer taken',
    ({ components }) => components.schemas.NewApiKey.properties.role.enum.shift(),
    /^NewApiKey\.role no longer takes /,
  ],
])('is told when %s', (_, change, told) => {
  const after = read()
  change(after)
  expect(breaksBetween(read() as Contract, after as Contract)).toEqual(
    expect.arrayContaining([expect.stringMatching(told)]),
  )
})

test('is silent about what breaks nobody', () => {
  const after = read()
  after.paths['/new'] = { get: { operationId: 'getNew', responses: {} } }
  after.components.schemas.Need.properties.more = { type: 'string' }
  after.components.schemas.NewNeed.properties.more = { type: 'string' }
  after.components.schemas.NewNeed.required = []
  after.components.schemas.NewApiKey.properties.role.enum.push('auditor')
  after.paths['/me'].get.parameters.push({ name: 'more', in: 'query', schema: { type: 'string' } })
  expect(breaksBetween(read() as Contract, after as Contract)).toEqual([])
})
