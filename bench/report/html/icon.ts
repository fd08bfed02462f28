/** Four bars, one for each transport. */
const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M1 2h14v2H1z" fill="#B35C00"/><path d="M1 6h10v2H1z" fill="#9C2F74"/><path d="M1 10h5v2H1z" fill="#00724F"/><path d="M1 14h3v2H1z" fill="#005A9C"/></svg>`;

/** The icon of a report, inside the document. Without one Firefox requests /favicon.ico and logs an error of the policy. Needs `iconPolicy`. */
export const icon = `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(picture)}">`;

/** What a content security policy needs to show the icon. */
export const iconPolicy = 'img-src data:';
