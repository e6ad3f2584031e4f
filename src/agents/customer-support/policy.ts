/** The policy of the shop, as customers read it. Raise the agent's version with every change. */
export const policy = `1. What has not been sent yet may be cancelled. The customer gets back what was paid.
2. What was delivered may be given back within 30 days of its delivery. The customer gets back what was paid, or the same goods again if that is what the customer asks for.
3. What arrived damaged or is not what was ordered is paid back or sent again within 14 days of its delivery, final sale or not.
4. What was sold as final sale is not taken back but by clause 3. What was delivered earlier than clauses 2 and 3 say is not taken back.
5. What is on its way, what no clause speaks of, and whatever a customer says of harm, the law or the press, is for a person.`;
