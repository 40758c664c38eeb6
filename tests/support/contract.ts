import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Response } from 'supertest'
import type { App } from '../../src/http/app.ts'
import { base } from '../../src/representation.ts'

export interface Operation {
  operationId: string
  summary?: string
  description?: string
  tags?: string[]
  security?: object[]
  'x-roles'?: string[]
  parameters?: { name: string; in: string; schema: object; required?: boolean }[]
  requestBody?: { content: Record<string, { schema: object; example?: unknown }> }
  responses: Record<string, { description?: string; headers?: object; content?: Record<string, { schema: object; example?: unknown }> }>
}
export interface Contract {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

/** The contract of an app, and a check that an answer keeps it: a declared status, and a body as its schema says. */
export function contractOf(app: App) {
  const contract = app.swagger() as unknown as Contract
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'contract', components: contract.components })
  const paths = Object.entries(contract.paths).map(([path, operations]) => ({
    form: new RegExp(`^${base}${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    operations,
    path,
  }))

  function check(response: Response): void {
    const { method, path } = (response as unknown as { request: { method: string; url: string } }).request
      ? requestOf(response)
      : { method: '', path: '' }
    const found = paths.filter(({ form }) => form.test(path)).sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]
    const operation = found?.operations[method.toLowerCase()]
    if (!operation) return
    const declared = operation.responses[String(response.status)]
    if (!declared && response.status !== 304) {
      throw new Error(`${operation.operationId} answered ${response.status}, which it does not declare: ${response.text}`)
    }
    const type = response.headers['content-type']?.split(';')[0]
    const media = type && declared?.content?.[type]
    // `fields` asks for less than the schema requires.
    if (!media || narrowed(response)) return
    const reference = JSON.parse(JSON.stringify(media.schema).replaceAll('"#/', '"contract#/')) as object
    const validate = ajv.compile(reference)
    if (!validate(response.body)) {
      throw new Error(`${operation.operationId} ${response.status} does not fit its schema: ${ajv.errorsText(validate.errors)}`)
    }
  }

  return { contract, check }
}

function requestOf(response: Response): { method: string; path: string } {
  const { method, url } = (response as unknown as { request: { method: string; url: string } }).request
  return { method, path: new URL(url).pathname }
}

function narrowed(response: Response): boolean {
  return new URL((response as unknown as { request: { url: string } }).request.url).searchParams.has('fields')
}
