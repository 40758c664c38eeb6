import { Type } from 'typebox'
import type { App } from '../../http/app.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { mutate } from '../../http/responses/mutate.ts'
import { inviteSignatories } from './invitations.commands.ts'
import { Invitations, NewInvitations } from './invitations.schema.ts'

export function invitationRoutes(app: App): void {
  app.post(
    '/agreements/:agreementId/invitations',
    {
      config: { access: ['coordinator'] },
      schema: operation(
        'Signatures',
        'inviteSignatories',
        'Invite the signatories of another agreement',
        'All of them in one call, to renew what they have signed: each invitation has its renewedFromId, and its signing ends the earlier signature. Doing it again invites nobody twice.',
        {
          params: Type.Object({ agreementId: Id }),
          body: ref(NewInvitations),
          response: { 200: answer(Invitations, 'What became of each organisation.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const body = await inviteSignatories(work, request.params.agreementId, request.body)
        return { status: 200, body, headers: {} }
      }),
  )
}
