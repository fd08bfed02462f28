/** A line for each terminal that sends a form. The quoted text is ours and has no character that a shell interprets. */
export const lines = (url: string, event: string): readonly { readonly shell: string; readonly code: string }[] => [
  { shell: 'bash, zsh', code: `curl -d 'text=Hello from the terminal' -d event=${event} ${url}` },
  { shell: 'PowerShell', code: `Invoke-RestMethod -Method Post -Body @{ text = 'Hello from PowerShell'; event = '${event}' } ${url}` },
  // No single quotes, because cmd.exe would send them.
  { shell: 'cmd.exe', code: `curl -d "text=Hello from cmd" -d event=${event} ${url}` },
];
