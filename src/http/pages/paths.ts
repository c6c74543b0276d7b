/** Where the pages are that work without the dashboard. The secret of a link follows after a `#`. */
export const ownerPath = "/welcome";
export const invitationPath = "/invitation";
export const signInPath = "/sign-in";
export const signOutPath = "/sign-out";
export const accountPath = "/account";
export const providerPath = "/sign-in/provider";
export const providerReturnPath = "/sign-in/provider/return";
