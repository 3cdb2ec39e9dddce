<?php
namespace App\EventSubscriber;
use Symfony\Component\HttpKernel\Event\ControllerEvent;
use Symfony\Component\EventDispatcher\Attribute\AsEventListener;
use Symfony\Component\HttpKernel\Exception\AccessDeniedHttpException;
#[AsEventListener(event: 'kernel.controller')]
class Ask {
    public function __invoke(ControllerEvent $event): void {
        if (!hash_equals($_ENV['KEY'], (string) $event->getRequest()->headers->get('X-Key'))) {
            throw new AccessDeniedHttpException();
        }
    }
}
