import { Component, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { Verification } from './verification';

@Component({ selector: 'app-root', imports: [Verification], template: '<app-verification />' })
class App {}

await bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
