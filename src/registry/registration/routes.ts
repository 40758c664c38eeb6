import type { App } from '../../http/app.ts'
import { created, mutate } from '../../http/mutate.ts'
import { answer, operation } from '../../http/operation.ts'
import { ref } from '../../http/schema.ts'
import { signatureOf } from '../organisations/routes.ts'
import { Organisation } from '../organisations/schema.ts'
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
        return created(row, signatureOf(row))
      }),
  )
}
