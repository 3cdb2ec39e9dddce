<?php
use Illuminate\Foundation\Application;
use Illuminate\Foundation\Configuration\Middleware;
return Application::configure(basePath: dirname(__DIR__))
    ->withRouting(web: __DIR__.'/../routes/web.php')
    ->withMiddleware(function (Middleware $middleware) {
        $middleware->alias(['ask' => \App\Http\Middleware\AskKey::class, 'idle' => \App\Http\Middleware\Idle::class]);
        $middleware->appendToGroup('keyed', [\App\Http\Middleware\AskKey::class]);
    })->create();
