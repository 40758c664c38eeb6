import type { TSchema } from 'typebox'
import type { Tag } from '../../tags.ts'
import { ref } from './schema.ts'

/** A success with a JSON body. */
export function answer<T extends TSchema>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema: ref(schema) } } }
}

/** A success without a body. */
export function noContent(description: string) {
  return { description, type: 'null' } as const
}

/**
 * The contract of one operation. What every operation has (problems, headers, security) is added when it is registered;
 * `body` is a named component and becomes a `$ref`.
 */
export function operation<T extends Parts>(
  tag: Tag,
  operationId: string,
  summary: string,
  description: string,
  parts: T,
) {
  return { tags: [tag], operationId, summary, description, ...parts }
}

interface Parts {
  params?: TSchema
  querystring?: TSchema
  body?: TSchema
  response: Record<number, object>
}
