<?php
namespace App\Http;
use Illuminate\Foundation\Http\Kernel as HttpKernel;
class Kernel extends HttpKernel {
    protected $middleware = [];
    protected $middlewareGroups = ['web' => [\App\Http\Middleware\Idle::class], 'api' => ['throttle:api', \App\Http\Middleware\AskKey::class]];
    protected $routeMiddleware = ['ask' => \App\Http\Middleware\AskKey::class];
}
