/** In the place of `@aws-sdk/credential-provider-node`: Lambda gives a function its role's credentials by environment. */
export const defaultProvider = () => async () => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error('the environment has no credentials');
  return { accessKeyId, secretAccessKey, sessionToken };
};
