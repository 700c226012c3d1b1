// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {Bounds} from "./support/Bounds.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

abstract contract SessionKeysTest is VaultTest {
    uint256 private constant OTHER_KEY = 0x07E4;

    function setUp() public override {
        super.setUp();
        _deposit(customer, 100 * HOLD);
    }

    function _signedGrant(IGPUVault.SessionGrant memory grant, uint256 key) private {
        bytes memory signature = _sign(key, _grantHash(grant));
        vm.prank(stranger);
        vault.grantSessionKeyFor(grant, signature);
    }

    function _sessionGrant(uint128 limit) private view returns (IGPUVault.SessionGrant memory) {
        uint256 nonce = vault.grantNonce(customer);
        return IGPUVault.SessionGrant(customer, session, limit, uint40(block.timestamp + 1 days), nonce);
    }

    function _expectKey(uint256 limit, uint256 spent, uint256 expiresAt) private view {
        (uint128 l, uint128 s, uint40 e) = vault.sessionKey(customer, session);
        vm.assertEq(l, limit, "limit");
        vm.assertEq(s, spent, "spent");
        vm.assertEq(e, expiresAt, "expiry");
    }

    function test_aGrantedKeySignsOrdersUpToItsLimit() public {
        vm.expectEmit(address(vault));
        emit IGPUVault.SessionKeyGranted(customer, session, uint128(2 * HOLD), uint40(START + 30 days));
        _grant(uint128(2 * HOLD));
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalOpened(1, customer, provider, session, RATE, TERM, FEE_BPS);
        _open(_order(1), SESSION_KEY);
        _open(_order(2), SESSION_KEY);
        _expectKey(2 * HOLD, 2 * HOLD, START + 30 days);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(3), SESSION_KEY);
    }

    function test_aLimitOneUnitTooSmallIsTooSmall() public {
        _grant(uint128(HOLD - 1));
        _refuse(IGPUVault.SpendLimitExceeded.selector, HOLD - 1, HOLD);
        _open(_order(1), SESSION_KEY);
    }

    function test_aLimitIsNoMoney() public {
        _grant(type(uint128).max);
        vm.prank(customer);
        vault.withdraw(100 * HOLD - 1, customer);
        _refuse(IGPUVault.InsufficientBalance.selector, 1, HOLD);
        _open(_order(1), SESSION_KEY);
        _expectKey(type(uint128).max, 0, START + 30 days);
    }

    function test_anExpiryIncludesTheSecondItNames() public {
        vm.prank(customer);
        vault.grantSessionKey(session, type(uint128).max, uint40(START + 100));
        _pass(100);
        _open(_order(1), SESSION_KEY);
        _pass(1);
        _refuse(IGPUVault.SessionKeyExpired.selector, START + 100);
        _open(_order(2), SESSION_KEY);
    }

    function test_aKeyNeverGrantedOrRevokedHasNotSigned() public {
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(_order(1), SESSION_KEY);
        _grant(type(uint128).max);
        vm.expectEmit(address(vault));
        emit IGPUVault.SessionKeyRevoked(customer, session);
        vm.prank(customer);
        vault.revokeSessionKey(session);
        _expectKey(0, 0, 0);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(_order(1), SESSION_KEY);
    }

    function test_whatClosingRefundsIsGivenBackToTheLimit() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        _pass(1000);
        _settle(1, 1000, true);
        _expectKey(HOLD, 1000e15, START + 30 days);
        _refuse(IGPUVault.SpendLimitExceeded.selector, HOLD - 1000e15, HOLD);
        _open(_order(2), SESSION_KEY);
    }

    function test_reclaimingGivesBackToTheLimitToo() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        _pass(TERM + 7 days);
        vault.reclaim(1);
        _expectKey(HOLD, 0, START + 30 days);
    }

    function test_whatTheCustomerSignedHimselfDoesNotCount() public {
        _grant(uint128(HOLD));
        _open(_order(1), CUSTOMER_KEY);
        _settle(1, 0, true);
        _expectKey(HOLD, 0, START + 30 days);
        _open(_order(2), SESSION_KEY);
        _extend(2, 2 * TERM, CUSTOMER_KEY);
        _expectKey(HOLD, HOLD, START + 30 days);
    }

    function test_theKeysPartIsGivenBackFirstAndNeverMore() public {
        _grant(uint128(5 * HOLD));
        _open(_order(1), SESSION_KEY);
        _extend(1, 3 * TERM, CUSTOMER_KEY);
        _pass(TERM / 2);
        _settle(1, TERM / 2, true);
        _expectKey(5 * HOLD, 0, START + 30 days);
        vm.assertEq(vault.balanceOf(customer), 100 * HOLD - HOLD / 2);
        _open(_order(2), CUSTOMER_KEY);
        _extend(2, 3 * TERM, SESSION_KEY);
        _expectKey(5 * HOLD, 2 * HOLD, START + 30 days);
        _pass(3 * TERM);
        _settle(2, 2 * TERM, true);
        _expectKey(5 * HOLD, HOLD, START + 30 days);
    }

    function test_aKeyMayExtendItsOwnAndTheCustomersRentals() public {
        _grant(uint128(3 * HOLD));
        _open(_order(1), SESSION_KEY);
        _extend(1, 2 * TERM, SESSION_KEY);
        _open(_order(2), CUSTOMER_KEY);
        _extend(2, 2 * TERM, SESSION_KEY);
        _expectKey(3 * HOLD, 3 * HOLD, START + 30 days);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _extend(2, 3 * TERM, SESSION_KEY);
    }

    function test_whatAKeyPutInTwiceComesBackTwice() public {
        _grant(uint128(3 * HOLD));
        _open(_order(1), SESSION_KEY);
        _extend(1, 2 * TERM, SESSION_KEY);
        _extend(1, 3 * TERM, SESSION_KEY);
        _settle(1, 0, true);
        _expectKey(3 * HOLD, 0, START + 30 days);
    }

    function test_aSecondKeyMayNotExtendTheFirstOnesRental() public {
        _grant(type(uint128).max);
        vm.prank(customer);
        vault.grantSessionKey(vm.addr(OTHER_KEY), type(uint128).max, uint40(START + 1 days));
        _open(_order(1), SESSION_KEY);
        _refuse(IGPUVault.InvalidSignature.selector);
        _extend(1, 2 * TERM, OTHER_KEY);
        _open(_order(2), CUSTOMER_KEY);
        _extend(2, 2 * TERM, OTHER_KEY);
        _refuse(IGPUVault.InvalidSignature.selector);
        _extend(2, 3 * TERM, SESSION_KEY);
        _extend(2, 3 * TERM, OTHER_KEY);
    }

    function test_grantingAgainReplacesLimitAndExpiryNeverWhatWasSpent() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        vm.prank(customer);
        vault.grantSessionKey(session, uint128(2 * HOLD - 1), uint40(START + 5));
        _expectKey(2 * HOLD - 1, HOLD, START + 5);
        _refuse(IGPUVault.SpendLimitExceeded.selector, HOLD - 1, HOLD);
        _open(_order(2), SESSION_KEY);
    }

    function test_aLimitLoweredBelowWhatIsSpentLeavesNothing() public {
        _grant(uint128(2 * HOLD));
        _open(_order(1), SESSION_KEY);
        _grant(1);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(2), SESSION_KEY);
    }

    function test_laterRefundsDoNotReviveARevokedKey() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        vm.prank(customer);
        vault.revokeSessionKey(session);
        _settle(1, 0, true);
        _expectKey(0, 0, 0);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(_order(2), SESSION_KEY);
    }

    function test_whatIsSpentOutlivesARevocation() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        _pass(TERM);
        _settle(1, TERM, true);
        vm.prank(customer);
        vault.revokeSessionKey(session);
        _grant(uint128(HOLD));
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(2), SESSION_KEY);
    }

    function test_aSignedGrantMayBeRelayedByAnybody() public {
        IGPUVault.SessionGrant memory grant = _sessionGrant(uint128(HOLD));
        vm.expectEmit(address(vault));
        emit IGPUVault.SessionKeyGranted(customer, session, uint128(HOLD), uint40(START + 1 days));
        _signedGrant(grant, CUSTOMER_KEY);
        vm.assertEq(vault.grantNonce(customer), 1);
        _open(_order(1), SESSION_KEY);
    }

    function test_aSignedGrantWorksOnce() public {
        IGPUVault.SessionGrant memory grant = _sessionGrant(uint128(HOLD));
        _signedGrant(grant, CUSTOMER_KEY);
        _refuse(IGPUVault.BadNonce.selector, 0, 1);
        _signedGrant(grant, CUSTOMER_KEY);
    }

    function test_everyGrantAndRevocationKillsSignedGrantsNotYetRelayed() public {
        IGPUVault.SessionGrant memory grant = _sessionGrant(uint128(HOLD));
        vm.prank(customer);
        vault.revokeSessionKey(stranger);
        _refuse(IGPUVault.BadNonce.selector, 0, 1);
        _signedGrant(grant, CUSTOMER_KEY);
        grant = _sessionGrant(uint128(HOLD));
        vm.prank(customer);
        vault.grantSessionKey(stranger, 1, uint40(START));
        _refuse(IGPUVault.BadNonce.selector, 1, 2);
        _signedGrant(grant, CUSTOMER_KEY);
    }

    function test_aGrantMustBeTheCustomersOwn() public {
        _grant(type(uint128).max);
        IGPUVault.SessionGrant memory grant = _sessionGrant(type(uint128).max);
        _refuse(IGPUVault.InvalidSignature.selector);
        _signedGrant(grant, STRANGER_KEY);
        _refuse(IGPUVault.InvalidSignature.selector);
        _signedGrant(grant, SESSION_KEY);
    }

    function test_nobodyGrantsForTheZeroAddress() public {
        IGPUVault.SessionGrant memory grant = _sessionGrant(1);
        (grant.customer, grant.nonce) = (address(0), 0);
        _refuse(IGPUVault.InvalidSignature.selector);
        vault.grantSessionKeyFor(grant, new bytes(65));
        _refuse(IGPUVault.InvalidSignature.selector);
        vault.grantSessionKeyFor(grant, "");
    }

    function test_aGrantToNobodyOrAlreadyExpiredIsRefused() public {
        vm.startPrank(customer);
        _refuse(IGPUVault.ZeroAddress.selector);
        vault.grantSessionKey(address(0), 1, uint40(START + 1));
        _refuse(IGPUVault.SessionKeyExpired.selector, START - 1);
        vault.grantSessionKey(session, 1, uint40(START - 1));
        vault.grantSessionKey(session, 1, uint40(START));
        vm.stopPrank();
        IGPUVault.SessionGrant memory grant = _sessionGrant(1);
        grant.key = address(0);
        _refuse(IGPUVault.ZeroAddress.selector);
        _signedGrant(grant, CUSTOMER_KEY);
        (grant.key, grant.expiresAt) = (session, uint40(START - 1));
        _refuse(IGPUVault.SessionKeyExpired.selector, START - 1);
        _signedGrant(grant, CUSTOMER_KEY);
    }

    function test_aGrantWithLimitZeroIsTheGaslessRevocation() public {
        _grant(uint128(HOLD));
        _signedGrant(_sessionGrant(0), CUSTOMER_KEY);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(1), SESSION_KEY);
    }

    function test_aKeyOfOneCustomerIsNoKeyOfAnother() public {
        _grant(type(uint128).max);
        _deposit(stranger, HOLD);
        IGPUVault.RentalOrder memory order = _order(1);
        order.customer = stranger;
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, SESSION_KEY);
    }

    function test_fuzz_noSequenceLiftsAKeyAboveItsLimit(uint8[12] memory moves, uint128 limit) public {
        limit = uint128(Bounds.within(limit, HOLD, 5 * HOLD));
        _grant(limit);
        uint64 id;
        uint256 used;
        for (uint256 i = 0; i < moves.length; ++i) {
            (uint256 left, uint256 outside) = (limit - _spent(session), vault.balanceOf(customer));
            if (moves[i] % 3 == 0 && left >= HOLD) {
                _open(_order(++id), SESSION_KEY);
            } else if (moves[i] % 3 == 1 && id > 0 && vault.rental(id).open) {
                uint32 secs = uint32(moves[i]) * 13;
                _pass(secs);
                _settle(id, secs, true);
                used += uint256(secs) * RATE;
                vm.assertEq(vault.balanceOf(customer), outside + HOLD - uint256(secs) * RATE);
            } else {
                _grant(limit);
            }
            vm.assertLe(_spent(session), limit);
            vm.assertLe(used, limit);
        }
    }

    function test_anExpiredOrRevokedKeyDoesNotExtend() public {
        _grant(type(uint128).max);
        _open(_order(1), CUSTOMER_KEY);
        vm.prank(customer);
        vault.grantSessionKey(session, type(uint128).max, uint40(START));
        _pass(1);
        _refuse(IGPUVault.SessionKeyExpired.selector, START);
        _extend(1, 2 * TERM, SESSION_KEY);
        vm.prank(customer);
        vault.revokeSessionKey(session);
        _refuse(IGPUVault.InvalidSignature.selector);
        _extend(1, 2 * TERM, SESSION_KEY);
    }

    function test_aCallersOwnGrantMayHaveLimitZeroToo() public {
        _grant(uint128(HOLD));
        _grant(0);
        _expectKey(0, 0, START + 30 days);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(1), SESSION_KEY);
    }
}

contract TokenSessionKeysTest is SessionKeysTest, OfToken {}

contract NativeSessionKeysTest is SessionKeysTest, OfCoin {}
