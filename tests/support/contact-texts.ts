import { operationsOf, type Contract, type Schema } from './contract.ts'

/** A field of a request's body that takes free text about a contact. */
export interface TextPlace {
  operationId: string
  pointer: string
  schema: Schema
}

/** What a field or a component about a person is called. */
const aboutPerson = /contact|signedBy|supervis|applicant|person/i
const noText = ['date', 'date-time', 'uuid']

/** Every place of the contract that takes text for a contact: found by walking it, so that a new one is found too. */
export function textPlaces(contract: Contract): TextPlace[] {
  return operationsOf(contract)
    .flatMap(({ operationId, requestBody }) =>
      Object.values(requestBody?.content ?? {}).flatMap(({ schema }) =>
        inside(contract, schema, '', false).map((found) => ({ operationId, ...found })),
      ),
    )
    .filter(
      ({ operationId, pointer }, i, all) =>
        all.findIndex((other) => other.operationId === operationId && other.pointer === pointer) === i,
    )
}

function inside(
  contract: Contract,
  schema: Schema,
  pointer: string,
  isPersons: boolean,
): Omit<TextPlace, 'operationId'>[] {
  const name = schema.$ref?.split('/').at(-1)
  if (name) return inside(contract, contract.components.schemas[name]!, pointer, isPersons || aboutPerson.test(name))
  const { properties = {}, items, anyOf = [] } = schema as Schema & { items?: Schema; anyOf?: Schema[] }
  // One of a list, be it closed or kept in the register, is no free text.
  const isCode = schema.enum !== undefined || 'x-codes' in schema
  const isText = [schema.type].flat().includes('string') && !isCode && !noText.includes(String(schema.format))
  return [
    ...(isText && isPersons ? [{ pointer, schema }] : []),
    ...Object.entries(properties).flatMap(([field, property]) =>
      inside(contract, property, `${pointer}/${field}`, isPersons || aboutPerson.test(field)),
    ),
    ...(items ? inside(contract, items, `${pointer}/0`, isPersons) : []),
    ...anyOf.flatMap((part) => inside(contract, part, pointer, isPersons)),
  ]
}
