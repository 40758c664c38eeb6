import type { App } from '../../http/app.ts'
import { created, mutate } from '../../http/responses/mutate.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { ref } from '../../http/contract/schema.ts'
import { shownBesides } from '../../registry/organisations/routes.ts'
import { Organisation } from '../../registry/organisations/schema.ts'
import { registerOrganisation } from './commands.ts'
import { NewOrganisation } from './schema.ts'

export function registrationRoutes(app: App): void {
  app.post(
    '/organisations',
    {
      config: { access: ['coordinator'] },
      schema: operation(
        'Organisations',
        'registerOrganisation',
        'Register an organisation',
        'With its first contacts and its signature, if it has them: all of it is registered, or nothing.',
        {
          body: ref(NewOrganisation),
          response: { 201: answer(Organisation, 'The new organisation.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await registerOrganisation(work, request.body)
        return created(row, shownBesides(row))
      }),
  )
}
