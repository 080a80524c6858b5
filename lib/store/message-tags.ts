/** Names of the tags that each message carries; `message` is the sort key of its record, as base64url. */
export const messageTags = { customer: 'rapport-customer', message: 'rapport-message', campaign: 'rapport-campaign' };
