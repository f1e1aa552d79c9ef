import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../functions/api/routes.ts';
import { buildClientPage } from '../../web/client/build.ts';
import { HEADERS } from '../../web/headers.ts';
import { flat, list, type Made, named, type Properties } from './made.ts';

export function waysIn({ of }: Made): void {
  const one = (type: string): Properties => {
    const found = of(type);
    expect(found).toHaveLength(1);
    return found[0]!.Properties;
  };

  describe('nothing is public but the two hosts', () => {
    it('which have names of their own, one firewall and one certificate', () => {
      const configs = of('AWS::CloudFront::Distribution').map(
        ({ Properties }) => Properties.DistributionConfig,
      );
      expect(configs.map(({ Aliases }) => Aliases).sort()).toEqual([
        ['desk.care.clinic.example'],
        ['my.care.clinic.example'],
      ]);
      for (const { WebACLId, ViewerCertificate } of configs) {
        expect(named(WebACLId)).toBe(of('AWS::WAFv2::WebACL')[0]!.id);
        expect(ViewerCertificate.MinimumProtocolVersion).toBe('TLSv1.2_2021');
      }
    });

    it('for no bucket, queue, topic or function lets anybody in', () => {
      for (const { Properties } of of('AWS::S3::Bucket')) {
        expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      }
      const policies = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'].flatMap(
        of,
      );
      const open = policies
        .flatMap(({ Properties }) => list<Properties>(Properties.PolicyDocument.Statement))
        .filter(({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes('"*"'));
      expect(open).toEqual([]);
      const callers = new Set(of('AWS::Lambda::Permission').map(({ Properties }) => Properties.Principal));
      expect([...callers].sort()).toEqual(['apigateway.amazonaws.com', 'events.amazonaws.com']);
      expect(of('AWS::Lambda::Permission').every(({ Properties }) => Properties.SourceArn)).toBe(true);
    });

    it('and no request gets in beside them but with the sign-in of staff', () => {
      const [mark, signIn] = ['REQUEST', 'JWT'].map(
        (type) =>
          of('AWS::ApiGatewayV2::Authorizer').find(({ Properties }) => Properties.AuthorizerType === type)!,
      );
      expect(mark!.Properties.IdentitySource).toEqual(['$request.header.x-attune-edge']);
      expect(signIn!.Properties.IdentitySource).toEqual(['$request.header.Authorization']);
      for (const { Properties } of of('AWS::ApiGatewayV2::Route')) {
        expect([mark!.id, signIn!.id]).toContain(named(Properties.AuthorizerId));
      }
    });

    it('and the clients’ host passes on what a link may do, and nothing that is for staff', () => {
      const paths = (host: string) =>
        of('AWS::CloudFront::Distribution')
          .map(({ Properties }) => Properties.DistributionConfig)
          .find(({ Aliases }) => Aliases[0] === host)!
          .CacheBehaviors.map(({ PathPattern }: Properties) => PathPattern);
      expect(paths('my.care.clinic.example')).toEqual(['/link*']);
      expect(paths('desk.care.clinic.example')).not.toContain('/link*');
    });

    it('and an address that asks too often is told so, sooner on what links open', () => {
      const { Rules } = one('AWS::WAFv2::WebACL');
      const limits = Rules.map(({ Statement: { RateBasedStatement: r } }: Properties) => [
        r.ScopeDownStatement?.ByteMatchStatement.SearchString ?? 'all',
        r.Limit,
      ]);
      expect(limits).toEqual([
        ['/link/', 300],
        ['all', 3000],
      ]);
      expect(JSON.stringify(Rules)).not.toContain('Body');
    });

    it('and their pages may be framed by nobody, run nothing but their own, and tell no other site where they were', () => {
      const pages = of('AWS::CloudFront::ResponseHeadersPolicy')
        .map(({ Properties }) => headersOf(Properties.ResponseHeadersPolicyConfig))
        .filter((headers) => headers['content-security-policy']!.includes('script-src'));
      expect(pages).toHaveLength(2);
      for (const headers of pages) {
        expect(headers['content-security-policy']).toMatch(
          /^default-src 'none'; script-src 'self'; style-src 'self';/,
        );
        expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
        expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
        expect(headers['referrer-policy']).toBe('no-referrer');
      }
    });

    it('and the clients’ page is served with the headers that it was built for', async () => {
      const { headers } = await buildClientPage();
      const served = of('AWS::CloudFront::ResponseHeadersPolicy')
        .filter(({ id }) => id.startsWith('ClientsHeaders'))
        .map(({ Properties }) => headersOf(Properties.ResponseHeadersPolicyConfig));
      expect(served[0]).toMatchObject(headers);
    });

    it('and the console with those that one machine serves it with, but that it may ask Cognito', () => {
      const [served] = of('AWS::CloudFront::ResponseHeadersPolicy')
        .filter(({ id }) => id.startsWith('ConsoleHeaders'))
        .map(({ Properties }) => headersOf(Properties.ResponseHeadersPolicyConfig));
      const { 'content-security-policy': policy, ...rest } = served!;
      const cognito =
        /(connect-src 'self') https:\/\/attune-[a-z0-9-]+\.auth\.us-east-1\.amazoncognito\.com(?=;)/;
      expect({ ...rest, 'content-security-policy': policy!.replace(cognito, '$1') }).toMatchObject(HEADERS);
      expect(policy).toMatch(cognito);
    });

    it.each([
      ['Clients', '/c', '/index.html'],
      ['Clients', '/c/1f.js', '/c/1f.js'],
      ['Console', '/console/tasks/t-1', '/console/index.html'],
      ['Console', '/console/assets/index-B1.js', '/console/assets/index-B1.js'],
      ['Console', '/', 'to /console/'],
    ])('and %s: %s is answered by %s', (host, uri, by) => {
      const { FunctionCode } = of('AWS::CloudFront::Function').find(({ id }) =>
        id.startsWith(host),
      )!.Properties;
      const answer = new Function(`${FunctionCode}; return handler(arguments[0])`)({ request: { uri } });
      expect(answer.uri ?? `to ${answer.headers.location.value}`).toBe(by);
    });

    it('and limits are set for routes that are there by then', () => {
      const [stage] = of('AWS::ApiGatewayV2::Stage');
      const limited = Object.keys(stage!.Properties.RouteSettings);
      const ofLinks = ROUTES.filter(({ who }) => who === 'link').map(
        ({ method, path }) => `${method} ${path}`,
      );
      expect(limited.sort()).toEqual(ofLinks.sort());
      expect(limited).toContain('POST /link/answers');
      const routes = of('AWS::ApiGatewayV2::Route').filter(({ Properties }) =>
        limited.includes(Properties.RouteKey),
      );
      expect(stage!.DependsOn).toEqual(expect.arrayContaining(routes.map(({ id }) => id)));
    });
  });

  describe('staff', () => {
    it('sign in with two factors, of which a passkey is both, and are invited', () => {
      expect(one('AWS::Cognito::UserPool')).toMatchObject({
        MfaConfiguration: 'ON',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        WebAuthnRelyingPartyID: expect.stringMatching(
          /^attune-[a-z0-9-]+\.auth\.us-east-1\.amazoncognito\.com$/,
        ),
        WebAuthnUserVerification: 'required',
        WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
        DeletionProtection: 'ACTIVE',
      });
    });

    it('have passwords of fifteen letters at least, and not one that is known to be stolen', () => {
      const pool = one('AWS::Cognito::UserPool');
      expect(pool.Policies.PasswordPolicy.MinimumLength).toBe(15);
      expect(pool.UserPoolAddOns).toEqual({ AdvancedSecurityMode: 'ENFORCED' });
    });

    it('sign in on Cognito’s page alone, and come back to the console alone', () => {
      expect(one('AWS::Cognito::UserPoolDomain').ManagedLoginVersion).toBe(2);
      expect(one('AWS::Cognito::ManagedLoginBranding').UseCognitoProvidedValues).toBe(true);
      const back = ['https://desk.care.clinic.example/console/'];
      expect(one('AWS::Cognito::UserPoolClient')).toMatchObject({
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', 'profile'],
        CallbackURLs: back,
        LogoutURLs: back,
        SupportedIdentityProviders: ['COGNITO'],
        GenerateSecret: false,
      });
    });

    it('cannot say of themselves which clinic they are of', () => {
      const { WriteAttributes } = one('AWS::Cognito::UserPoolClient');
      expect(WriteAttributes).toEqual(['email']);
      const clinic = one('AWS::Cognito::UserPool').Schema.find(({ Name }: Properties) => Name === 'clinic');
      expect(clinic.Mutable).toBe(false);
    });

    it('are signed out after a quarter of an hour that nobody renews, and after twelve hours at the latest', () => {
      expect(one('AWS::Cognito::UserPoolClient')).toMatchObject({
        IdTokenValidity: 15,
        AccessTokenValidity: 15,
        RefreshTokenValidity: 720,
        TokenValidityUnits: { IdToken: 'minutes', AccessToken: 'minutes', RefreshToken: 'minutes' },
        EnableTokenRevocation: true,
      });
    });

    it('are in the groups that the roles of the code are named by', () => {
      const groups = of('AWS::Cognito::UserPoolGroup').map(({ Properties }) => Properties.GroupName);
      expect(groups.sort()).toEqual(['admin', 'clinician', 'operator']);
    });
  });
}

/** What CloudFront adds to an answer. */
function headersOf({
  SecurityHeadersConfig: secure,
  CustomHeadersConfig: custom,
}: Properties): Record<string, string> {
  const { AccessControlMaxAgeSec: age } = secure.StrictTransportSecurity;
  return {
    'content-security-policy': flat(secure.ContentSecurityPolicy.ContentSecurityPolicy),
    'referrer-policy': secure.ReferrerPolicy.ReferrerPolicy,
    'strict-transport-security': `max-age=${age}; includeSubDomains`,
    ...(secure.ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
    ...Object.fromEntries(custom.Items.map(({ Header, Value }: Properties) => [Header, Value])),
  };
}
