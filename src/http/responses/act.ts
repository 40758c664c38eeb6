import { Type, type Static, type TSchema } from 'typebox'
import type { Role } from '../../actor.ts'
import type { Tag } from '../../tags.ts'
import type { Work } from '../../work.ts'
import type { App } from '../app.ts'
import { answer, operation } from '../contract/describe-operation.ts'
import { Id, ref } from '../contract/schema.ts'
import { mutate, type Answer } from './mutate.ts'

/** What can be acted on. */
interface Subject<Row extends TSchema> {
  /** The path of one row, such as `/needs/:needId`: it ends in the id. */
  path: string
  config: { access: readonly Role[] }
  tag: Tag
  /** What is answered: the row as it is then. */
  row: Row
  answerWith: (row: Static<Row>) => Answer<Static<Row>>
  /** Answers a repeated request, where no answer is kept (see `mutate`). */
  reread?: Parameters<typeof mutate<Static<Row>>>[3]
}

interface Manner<Body extends TSchema> {
  body?: Body
  /** What the contract says of the answer. */
  answered: string
  /** Who may, where it is not who may otherwise. */
  config?: { access: readonly Role[] }
}

/**
 * Routes that act on a row by a noun: `POST /needs/{needId}/closure` closes it. Call the function that this gives with
 * the noun, the name, what it is and says, and the command.
 */
export function actsOn<Row extends TSchema>(app: App, { path, config, tag, row, answerWith, reread }: Subject<Row>) {
  const param = path.slice(path.lastIndexOf(':') + 1)
  return <Body extends TSchema = TSchema>(
    noun: string,
    operationId: string,
    summary: string,
    description: string,
    command: (work: Work, id: string, body: Static<Body>) => Promise<Static<Row>>,
    manner: Manner<Body>,
  ): void => {
    app.post(
      `${path}/${noun}`,
      {
        config: manner.config ?? config,
        schema: operation(tag, operationId, summary, description, {
          params: Type.Object({ [param]: Id }),
          ...(manner.body && { body: ref<TSchema>(manner.body) }),
          response: { 200: answer<TSchema>(row, manner.answered) },
        }),
      },
      (request, reply) => {
        const { [param]: id } = request.params as Record<string, string>
        const act = async (work: Work) => answerWith(await command(work, id!, request.body as Static<Body>))
        return mutate(request, reply, act, reread)
      },
    )
  }
}
