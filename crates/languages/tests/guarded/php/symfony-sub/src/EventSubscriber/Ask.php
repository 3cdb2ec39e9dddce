<?php
namespace App\EventSubscriber;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Component\HttpKernel\Event\RequestEvent;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpKernel\KernelEvents;
class Ask implements EventSubscriberInterface {
    public static function getSubscribedEvents(): array { return [KernelEvents::REQUEST => ['onRequest', 10]]; }
    public function onRequest(RequestEvent $event): void {
        if (!$event->isMainRequest()) { return; }
        if (!hash_equals($_ENV['KEY'], (string) $event->getRequest()->headers->get('X-Key'))) {
            $event->setResponse(new JsonResponse([], 401));
        }
    }
}
