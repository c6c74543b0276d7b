import type { Hono } from "hono";
import type { ServerBindings } from "../call.ts";
import type { Services } from "../services.ts";
import { showAccount, takeSignOut } from "./account-page.ts";
import { mountPageAssets } from "./assets.ts";
import { invitationPage, ownerPage, takeInvitation, takeOwner } from "./joining-pages.ts";
import {
  accountPath,
  invitationPath,
  ownerPath,
  providerPath,
  providerReturnPath,
  signInPath,
  signOutPath,
} from "./paths.ts";
import { leaveForProvider, returnFromProvider } from "./provider-pages.ts";
import { showSignIn, takeSignIn } from "./sign-in-page.ts";

/** The pages for becoming and being signed in: plain forms, made here, that need no dashboard. */
export function mountPages(app: Hono<{ Bindings: ServerBindings }>, services: Services): void {
  mountPageAssets(app);
  app.get(ownerPath, () => ownerPage());
  app.post(ownerPath, (c) => takeOwner(c, services));
  app.get(invitationPath, () => invitationPage());
  app.post(invitationPath, (c) => takeInvitation(c, services));
  app.get(signInPath, (c) => showSignIn(c, services));
  app.post(signInPath, (c) => takeSignIn(c, services));
  app.get(accountPath, (c) => showAccount(c, services));
  app.post(signOutPath, (c) => takeSignOut(c, services));
  app.get(providerPath, (c) => leaveForProvider(c, services));
  app.get(providerReturnPath, (c) => returnFromProvider(c, services));
}
